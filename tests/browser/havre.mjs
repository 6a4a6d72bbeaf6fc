// What the browser tests share: a demo of their own, people who sign in, and a report to type.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

export const PASSWORD = "Havre-demo-2026";
export const PATIENCE = 15_000; // ms: the machine may be compiling meanwhile
export const LANGUAGES = ["fr", "nl", "de", "en"];

const PROGRAM = process.env.HAVRE_BIN;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

if (!PROGRAM || !existsSync(PROGRAM))
  throw new Error(
    `HAVRE_BIN names no program (${PROGRAM ?? "not set"}). Build it and say where it is: HAVRE_BIN=../../target/debug/havre npm test`,
  );
if (!existsSync(CHROMIUM)) throw new Error(`CHROMIUM names no browser (${CHROMIUM})`);

/** The table of routes and functions, as cells. */
export const TABLE = readFileSync(new URL("../../crates/web/tests/matrix.tsv", import.meta.url), "utf8").split("\n").map((line) => line.split("\t"));

/** A demo in a folder of its own, and a browser. Everything goes away with `end`. */
export class Demo {
  /** Loads the invented people; serves them unless told otherwise. */
  static async begin({ reports = 150, serve = true, host = "127.0.0.1", config } = {}) {
    const demo = new Demo();
    demo.folder = mkdtempSync(join(tmpdir(), "havre-browser-"));
    demo.data = join(demo.folder, "d");
    demo.reports = reports;
    demo.log = "";
    demo.port = await freePort();
    demo.base = `http://${host}:${demo.port}`;
    demo.problems = [];
    // Also when the tests are broken off: no server and no folder stays behind.
    demo.last = () => {
      demo.process?.kill("SIGKILL");
      rmSync(demo.folder, { recursive: true, force: true });
    };
    process.on("exit", demo.last);
    process.once("SIGTERM", () => process.exit(1));
    demo.browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET.split(" ") });
    // What an administrator writes into havre.toml, when a test needs some of it.
    if (config) {
      mkdirSync(demo.data, { mode: 0o700 });
      writeFileSync(join(demo.data, "havre.toml"), config(demo));
    }
    if (serve) await demo.serve();
    else demo.run("demo", "--reports", String(reports), "--only-load");
    return demo;
  }

  /** Starts the server on its folder. `limit`: no file may grow beyond so many KiB, which is a full disk to the program. */
  async serve(limit) {
    const words = ["--data", this.data, "--listen", `127.0.0.1:${this.port}`, "demo", "--reports", String(this.reports)];
    const full = `trap '' XFSZ; ulimit -f ${limit}; exec "$0" "$@"`;
    const [program, ...args] = limit ? ["bash", "-c", full, PROGRAM, ...words] : [PROGRAM, ...words];
    this.process = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    this.process.stderr.on("data", (text) => (this.log += text));
    this.gone = new Promise((done) => this.process.once("exit", done));
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await fetch(`${this.base}/health/ready`).catch(() => undefined);
      if (answer?.ok) return void ((this.down = false), await this.readClock());
      if (this.process.exitCode !== null) break;
      await sleep(100);
    }
    throw new Error(`The program did not start:\n${this.log}`);
  }

  /** It is a Monday morning in the demo, whatever day it is here: each page says so. */
  async readClock() {
    const page = await (await fetch(`${this.base}/sign-in`)).text();
    ahead = Date.parse(page.match(/<time datetime="([^"]+)"/)[1]) - Date.now();
  }

  async kill(signal = "SIGKILL") {
    this.down = true;
    this.process.kill(signal);
    await this.gone;
  }

  /** Runs another command of the program on the folder; gives its exit code. */
  run(...args) {
    return spawnSync(PROGRAM, ["--data", this.data, ...args], { encoding: "utf8" }).status;
  }

  /** Runs another command of the program on the folder; gives what it prints. */
  print(...args) {
    return spawnSync(PROGRAM, ["--data", this.data, ...args], { encoding: "utf8" }).stdout;
  }

  /** One colleague of each function to which the table of routes gives a page, by her username. */
  staffWith(address) {
    const rows = TABLE.filter((row) => !row[0].startsWith("#"));
    const row = rows.find(([method, , asked]) => method === "GET" && asked === address);
    const functions = new Set(rows[0].filter((_, column) => column > 3 && row[column] === "200"));
    const staff = this.print("user", "list").split("\n").map((line) => line.trim().split(/\s+/));
    return [...new Map(staff.filter(([, of]) => functions.has(of)).map(([user, of]) => [of, user])).values()];
  }

  /** A page in a browser context of its own, signed in unless `user` is undefined, in English unless told otherwise. */
  async asUser(user, { language = "en", ...options } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    context.setDefaultTimeout(PATIENCE);
    await context.addCookies([{ name: "lang", value: language, url: this.base }]);
    const page = await context.newPage();
    this.watch(page);
    await page.goto(this.base);
    if (user) await signIn(page, user);
    return page;
  }

  /** Notes what the console of a page complains about: scripts, the content policy, files that are missing. */
  watch(page) {
    page.on("pageerror", (error) => this.problems.push(`${page.url()}: ${error}`));
    page.on("console", (message) => {
      const answer = message.text().match(/responded with a status of (\d+)/)?.[1];
      // A refused form is meant to be a 4xx; a style sheet or a script never is.
      const meant = answer && Number(answer) < 500 && !message.location().url.includes("/static/");
      const cut = this.down && /net::ERR_|Failed to fetch/.test(message.text());
      if (message.type() === "error" && !meant && !cut) this.problems.push(`${page.url()}: ${message.text()}`);
    });
  }

  /** To be the last test of a file. */
  quiet() {
    assert.deepEqual(this.problems, [], "errors in the console of the browser");
    const bad = this.log.split("\n").filter((line) => /"level":"ERROR"|a text is missing|could not be formatted/.test(line));
    assert.deepEqual(bad, [], "errors in the log of the program");
  }

  async end() {
    process.off("exit", this.last);
    await this.browser?.close();
    if (this.process) await this.kill();
    this.last();
  }
}

export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

export async function signIn(page, user, password = PASSWORD) {
  await page.goto(new URL("/sign-in", page.url()).href);
  await page.fill("#username", user);
  await page.fill("#password", password);
  await page.click("form[action='/sign-in'] button[type=submit]");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** The name that colleagues see. */
export const nameOf = (page) => page.locator(".bar__user a").evaluate((link) => link.firstChild.textContent.trim());

/** How far the clock of the demo is from ours, in ms. */
let ahead = 0;
/** Now, as the demo has it. */
export const now = () => Date.now() + ahead;

const format = (locale, days) =>
  new Intl.DateTimeFormat(locale, { timeZone: "Europe/Brussels", day: "2-digit", month: "2-digit", year: "numeric" }).format(
    now() + days * 86_400_000,
  );
/** A day from today in Belgium, as the demo has it and as people write it: 24/11/2026. */
export const day = (days) => format("en-GB", days);
/** The same as a field of the browser writes it: 2026-11-24. */
export const isoDay = (days) => format("sv-SE", days);

let written = 0;
/** The answers of a report that can be signed. Each has a PV number of its own. */
export const report = (more = {}) => ({
  pv_number: `TE.43.L3.${String(process.pid % 1000).padStart(3, "0")}${String(++written).padStart(3, "0")}/2026`,
  happened_on: day(-1),
  happened_at: "21:30",
  postcode: "1030",
  place: "Avenue Inventée 1",
  facts: "Les voisins ont appelé. Madame a ouvert la porte.",
  "p0.role": "victim",
  "p0.family_name": "Éprouvette",
  "p0.given_names": "Zoé",
  "p0.birth": "07/03/1985",
  "p0.phone0": "0400 00 12 34",
  "p0.phone0_readers": "nobody",
  "p1.role": "other-party",
  "p1.family_name": "Essai",
  "p1.given_names": "Tom",
  "p1.birth": "1980",
  safe_contact: "Seulement le mardi matin, mot de passe tournesol",
  children_present: "yes",
  "risk.threats": "yes",
  day_two_agreed: "yes",
  ...more,
});

/** Types answers into the fields of these names. */
export async function fill(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const field = page.locator(`[name="${name}"]:not([type=hidden])`).first();
    // Somebody who is filled in is folded to a line.
    await field.evaluate((element) => {
      for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    });
    const kind = await field.evaluate((element) => element.type);
    if (kind === "radio" || kind === "checkbox") await page.check(`[name="${name}"][value="${value}"]`);
    else if (kind.startsWith("select")) await field.selectOption(value);
    else await field.fill(value);
  }
}

/** All answers that a form holds now, as they would be sent; empty ones and the version left out. */
export const answersOf = (page, form = "form[data-autosave]") =>
  page.locator(form).evaluate((element) => {
    const pairs = [...new FormData(element)].filter(([name, value]) => name !== "version" && value !== "");
    return Object.fromEntries(pairs);
  });

export async function newDraft(page) {
  await page.goto(new URL("/reports", page.url()).href);
  await page.click("form[action='/reports/new'] button");
  await page.waitForURL(/\/drafts\//);
}

/** Waits until the draft says that it is saved, and the browser has nothing left to send. */
export const saved = (page) =>
  page.waitForFunction(() => {
    const state = document.querySelector("[data-autosave-state]")?.dataset.state ?? "saved"; // none yet on a fresh page
    return state === "saved" && !sessionStorage.getItem(`havre-draft:${location.pathname}`);
  });

export const sign = (page) => page.click("button[name=do][value=sign]");

/** Writes and signs a report without looking at the pages; gives the path of its case. */
export async function signQuickly(page, answers = report()) {
  const made = await page.request.post(new URL("/reports/new", page.url()).href, { maxRedirects: 0 });
  const path = made.headers().location;
  const form = { kind: "family-dispute", version: "1", do: "sign", ...answers };
  const signed = await page.request.post(new URL(path, page.url()).href, { form, maxRedirects: 0 });
  assert.equal(signed.status(), 303, `the report was refused: ${errorsIn(await signed.text())}`);
  return signed.headers().location.split("?")[0];
}

const errorsIn = (html) => [...html.matchAll(/-error" class="govuk-error-message">(.*?)<\/p>/g)].map((found) => found[1]);

/** Imports a report of zone 5344 that was received two days ago: what a page writes was received now. Nobody may serve. */
export function importReport(demo, more = {}) {
  const row = {
    pv_number: report().pv_number,
    zone: "5344",
    facts_date: isoDay(-2),
    received_at: `${isoDay(-2)} 09:00`,
    postcode: "1030",
    victim_birth_date: "1987-04-09",
    day_two_agreed: "yes",
    ...more,
  };
  const file = join(demo.folder, `${++written}.csv`);
  writeFileSync(file, [Object.keys(row), Object.values(row)].map((cells) => cells.join(";")).join("\n"));
  assert.equal(demo.run("import", file), 0, "the extract is imported");
}

/** The path of the case that is open. */
export const caseOf = (page) => new URL(page.url()).pathname.match(/^\/cases\/[^/]+/)[0];

/** Opens a page of the case that is open: "facts", "people", …, or "" for the overview. */
export const visit = (page, name = "") => page.goto(new URL(`${caseOf(page)}${name && `/${name}`}`, page.url()).href);

/** What all pages of the case that is open show together; ends on the overview. */
export async function wholeCase(page, read = (page) => page.innerText("main")) {
  await visit(page);
  const hrefs = await page.locator(".case-nav__wide a").evaluateAll((links) => links.map((link) => link.href));
  const shown = [];
  for (const href of [...hrefs.slice(1), hrefs[0]]) {
    await page.goto(href);
    shown.push(await read(page));
  }
  return shown.join("\n");
}

/** Opens the page of an act of the case that is open ("contact", "decide", …), as its overview offers it. */
export async function openAct(page, action) {
  if (await page.locator(`main form[action$="/${action}"]`).count()) return;
  await visit(page);
  await page.locator(`.acts a[href*="/${action}"]`).first().click();
  await page.waitForLoadState();
}

/** Whether the case that is open offers an act. */
export async function offers(page, action) {
  await visit(page);
  return (await page.locator(`main a[href$="/${action}"], main form[action$="/${action}"]`).count()) > 0;
}

/** Opens the page of an act and sends answers; field names go without the act's name. */
export async function act(page, action, answers) {
  await openAct(page, action);
  await fill(page, Object.fromEntries(Object.entries(answers).map(([name, value]) => [`${action}.${name}`, value])));
  await page.locator(`main form[action$="/${action}"] button[type=submit]`).click();
  await page.waitForLoadState();
}

/** Loads a page again until it shows something: cases are compared, and hear of each other, in the background. */
export async function openUntil(page, address, shown) {
  for (let tries = 0; tries < 60; tries++) {
    await page.goto(address);
    if (await shown(page).count()) return;
    await sleep(500);
  }
  assert.fail(`${address} does not show it: ${await page.locator("main").innerText()}`);
}

/** Begins a case without a report, as somebody of a unit; gives its address. */
export async function beginCase(page, answers) {
  await page.goto(`${new URL(page.url()).origin}/openings/new`);
  if (await page.locator("select[name=zone]").count()) await page.selectOption("select[name=zone]", answers.zone ?? "5344");
  await fill(page, { origin: "own-call", ...answers });
  await page.click("form[action='/openings/new'] button");
  await page.waitForURL(/\/cases\//);
  return new URL(page.url()).pathname;
}

/** On the page about people: what is proposed about another case. */
export const proposal = (page, path) => page.locator(`.proposal:has(a[href="${path}"])`);

/** Accepts or refuses a proposal, or says later. `link`: whether the people who were ticked are linked too. */
export async function decideProposal(page, path, action, answers = {}, { link = true } = {}) {
  const form = proposal(page, path).locator(`form[action$="/${action}"]`);
  await form.evaluate((form) => form.closest("details") && (form.closest("details").open = true));
  for (const [name, text] of Object.entries(answers)) await form.locator(`[name$=".${name}"]`).fill(text);
  if (!link) for (const box of await form.locator("[type=checkbox]").all()) await box.uncheck();
  await form.locator("button[type=submit]").click();
  await page.waitForLoadState();
}
