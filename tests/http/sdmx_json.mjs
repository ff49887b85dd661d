// Reads an SDMX-JSON 2.0 data message with other people's programs and tells what they found: the dimensions with the lists that
// the parts of keys count, and every observation under its key, as sdmx-json-parser tells them; and the cube that jsonstat-suite
// makes of it.
//
// usage: sdmx_json.mjs READER FILE-OR-ADDRESS
// where READER is any file of one of the two as npm has brought them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [reader, from] = process.argv.slice(2);
const require = createRequire(reader);
const { SDMXParser } = require("sdmx-json-parser");
const { fromSDMX } = require("jsonstat-suite");
const read = new SDMXParser();
const address = from.startsWith("http") ? from : `data:application/json,${encodeURIComponent(readFileSync(from, "utf8"))}`;
// The parser adds a parameter that only some services know, unless the address has it; behind this mark it is sent to nobody.
const headers = { accept: "application/vnd.sdmx.data+json;version=2.0.0" };
await read.getDatasets(`${address}#format=jsondata`, { headers });
const dimensions = read.getDimensions().map(({ id }) => read.getDimension(id)[0]);
const attributes = read.getAttributes().map(({ id }) => id);
const message = await (await fetch(address, { headers })).json();
console.log(JSON.stringify({ dimensions, attributes, observations: read.getObservations(), cube: fromSDMX(message) }));
