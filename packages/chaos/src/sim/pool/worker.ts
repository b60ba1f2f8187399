import { simulate } from '../world/simulate.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs(simulate);
