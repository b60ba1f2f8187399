import { vitestConfig } from '../../tools/vitest.shared.ts';

export default vitestConfig();
