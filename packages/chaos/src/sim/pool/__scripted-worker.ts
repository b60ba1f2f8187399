import { scriptedEngine } from './scripted-engine.test.support.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs(scriptedEngine);
