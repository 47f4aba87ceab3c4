// Reads schemas as clients on JavaScript do: AJV in strict mode. On stdin a JSON list of { in, out, right, result, wrong }; for each a line:
// "ok", or what is wrong.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.env.MCP_SDK_FOLDER}/package.json`);
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

/** A validator; `unions` where a type may be several, as `["T", "null"]` in results. */
function validator(unions) {
  const ajv = new Ajv({ strict: true, allowUnionTypes: unions, addUsedSchema: false });
  addFormats(ajv);
  return ajv;
}

const [inputs, outputs] = [validator(false), validator(true)];

function judge({ in: input, out, right, result, wrong }) {
  const fits = inputs.compile(input);
  if (!fits({ v: right })) return `refuses ${JSON.stringify(right)}`;
  if (wrong !== undefined && fits({ v: wrong })) return `takes ${JSON.stringify(wrong)}`;
  if (out !== null && !outputs.validate(out, result)) return `refuses the result ${JSON.stringify(result)}`;
  return "ok";
}

for (const row of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    console.log(judge(row));
  } catch (error) {
    console.log(String(error.message).split("\n")[0]);
  }
}
