// Builds dist/: one style sheet, our scripts, and htmx. With --check, builds in memory and fails when dist/ differs.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const read = (path) => readFileSync(join(here, path), "utf8");

// Both the folder and node_modules must be load paths: MoJ names govuk-frontend by its path in node_modules.
const css = sass.compile(join(here, "src/havre.scss"), {
  style: "compressed",
  charset: false,
  loadPaths: [here, join(here, "node_modules")],
  quietDeps: true,
}).css;

for (const mark of ["GDS Transport", "crest", "crown", "url("]) {
  if (css.includes(mark)) throw new Error(`havre.css must not contain "${mark}"`);
}

const licence = (name) => {
  const info = JSON.parse(read(`node_modules/${name}/package.json`));
  return `${info.name} ${info.version} (${info.license})`;
};
const files = {
  "havre.css": `/*! Havre, EUPL-1.2. Contains ${licence("govuk-frontend")} and ${licence("@ministryofjustice/frontend")}. */\n${css}\n`,
  "havre.js": read("src/havre.js"),
  "passkey.js": read("src/passkey.js"),
  "favicon.svg": read("src/favicon.svg"),
  "htmx.min.js": `/*! ${licence("htmx.org")} */\n${read("node_modules/htmx.org/dist/htmx.min.js").replace(/\n?\/\/# sourceMappingURL=.*$/m, "").trimEnd()}\n`,
};
files["manifest.json"] =
  JSON.stringify(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, createHash("sha256").update(text).digest("hex")])),
    null,
    2,
  ) + "\n";

const check = process.argv.includes("--check");
mkdirSync(join(here, "dist"), { recursive: true });
let total = 0;
let stale = [];
for (const [name, text] of Object.entries(files)) {
  const target = join(here, "dist", name);
  const size = gzipSync(text).length;
  total += size;
  if (check) {
    if (!existsSync(target) || readFileSync(target, "utf8") !== text) stale.push(name);
  } else {
    writeFileSync(target, text);
  }
  console.log(`${name.padEnd(14)} ${String(text.length).padStart(7)} bytes ${String(size).padStart(6)} gzip`);
}
console.log(`total gzip ${total} bytes`);
if (total > 60_000) throw new Error("more than 60 kB: remove something");
if (stale.length) throw new Error(`dist/ is stale: ${stale.join(", ")}; run npm run build`);
