import { vitestConfig } from '../../.config/vitest.ts';

export default vitestConfig({ exclude: ['**/node_modules/**', 'src/**/*.teeth.test.ts'] });
