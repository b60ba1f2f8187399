/** The release of this package. A bundle has it written in, for there is no manifest beside a bundle. */
export declare const VERSION: string;
//# sourceMappingURL=version.d.ts.map
