import type { StartEngine } from "./test-engine.d.mts";

export declare const start: StartEngine;
