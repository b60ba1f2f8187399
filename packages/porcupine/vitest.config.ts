import { vitestConfig } from '../../.config/vitest.ts';

export default vitestConfig();
