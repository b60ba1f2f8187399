export {};
//# sourceMappingURL=kv-node.js.map
