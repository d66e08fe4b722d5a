import type {
  EngineNotRun,
  EngineOptions,
  TestEngine,
} from "./test-engine.d.mts";

export declare function startEngine(
  name: TestEngine["name"],
  options: EngineOptions,
): Promise<TestEngine | EngineNotRun>;
