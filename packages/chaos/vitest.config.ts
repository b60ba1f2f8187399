import { vitestConfig } from '../../tools/vitest.shared.ts';

export default vitestConfig({ exclude: ['**/node_modules/**', 'src/**/*.teeth.test.ts'] });
