import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".chartroom/", ".cache/", "docs/"] },
  {
    files: ["**/*.ts", "**/*.mjs", "**/*.js"],
    extends: [tseslint.configs.base],
    rules: {
      "no-unused-vars": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "no-debugger": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["src/**/*.ts", "test/**/*.ts", "bench/**/*.ts"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/cli/**", "**/*.test.ts"],
    rules: { "no-console": "error", "max-lines": ["error", 300] },
  },
  {
    files: ["**/*.test.ts", "test/**/*.ts"],
    rules: { "max-lines": ["error", 400] },
  },
  {
    files: [
      "src/**/*.rules.ts",
      "src/**/*.service.ts",
      "src/**/*.policy.ts",
      "src/server/kernel/**",
    ],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "Date", message: "Rules use Temporal; the clock is given." },
      ],
    },
  },
);
