// What the official reader of bundles makes of one. Arguments: the bundle, a folder to unpack it into, and a JSON list of what its users fill in.
// On stdout: the manifest, and for each user how a client starts the server, null where something required is missing.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const mcpb = (file) => import(pathToFileURL(`${process.env.MCP_SDK_FOLDER}/node_modules/@anthropic-ai/mcpb/dist/${file}.js`));
const { getMcpConfigForManifest, unpackExtension, validateManifest } = await mcpb("index");

const [bundle, folder, users] = process.argv.slice(2);
if (!(await unpackExtension({ mcpbPath: bundle, outputDir: folder, silent: true }))) process.exit(1);
const log = console.log;
console.log = console.error;
if (!validateManifest(folder)) process.exit(1);
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8"));
const started = (userConfig) =>
  getMcpConfigForManifest({ manifest, extensionPath: folder, systemDirs: {}, userConfig, pathSeparator: "/" });
const configs = await Promise.all(JSON.parse(users).map(started));
log(JSON.stringify({ manifest, configs: configs.map((config) => config ?? null) }));
