// The tour of the demo: one click a function, on a Monday morning, without a script.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Demo, now } from "./havre.mjs";

let demo, page;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  page = await demo.asUser(undefined, { javaScriptEnabled: false });
});
after(() => demo?.end());

test("It is Monday, half past eight, whatever day it is", () => {
  const at = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Brussels", weekday: "long", hour: "2-digit", minute: "2-digit" }).format(now());
  assert.match(at, /^Monday,? (at )?08:3/);
});

test("The sign-in page leads to the tour, and the tour to each function with one click", async () => {
  await page.goto(`${demo.base}/sign-in`);
  await page.click("main a[href='/tour']");
  assert.equal(await page.innerText("h1"), "Tour in ten minutes");
  const stops = await page.locator("form[action^='/tour/']").evaluateAll((forms) => forms.map((form) => form.getAttribute("action")));
  assert.equal(stops.length, 11);
  const functions = new Set();
  for (const stop of stops) {
    await page.goto(`${demo.base}/tour`);
    await page.click(`form[action="${stop}"] button`);
    assert.notEqual(new URL(page.url()).pathname, "/tour", stop);
    assert.equal(await page.locator(".govuk-error-summary").count(), 0, stop);
    functions.add(await page.innerText(".bar__role"));
    await page.click(".demo-banner__tour");
  }
  assert.equal(functions.size, 11, "each click is another function");
});

test("A stop that is none, and the tour by a link, open nothing", async () => {
  for (const ask of [() => page.request.post(`${demo.base}/tour/boss`), () => page.request.get(`${demo.base}/tour/monday`)])
    assert.ok([404, 405].includes((await ask()).status()));
});

test("Another site cannot sign anybody in", async () => {
  const answer = await page.request.post(`${demo.base}/tour/monday`, { headers: { "sec-fetch-site": "cross-site" }, maxRedirects: 0 });
  assert.equal(answer.status(), 403);
});

test("What the cards promise is there: fifteen that nobody opened, Samira among them, and twelve overdue", async () => {
  await page.goto(`${demo.base}/tour`);
  await page.click("form[action='/tour/monday'] button");
  await page.goto(`${demo.base}/queue?show=unread`);
  assert.equal(await page.locator("#queue a[href^='/cases/']").count(), 15);
  await page.click("#queue a:has-text('Samira')");
  assert.match(await page.innerText("main"), /le secrétariat de l’école/);
  await page.click(".demo-banner__tour");
  await page.click("form[action='/tour/table'] button");
  await page.goto(`${demo.base}/table?state=late`);
  assert.equal(await page.locator("main tbody a[href^='/cases/']").count(), 12);
  await page.click(".demo-banner__tour");
  await page.click("form[action='/tour/readers'] button");
  assert.match(await page.innerText("main"), /hôpital/);
});

/** The pictures of README: which stop of the tour, and which page of it. `HAVRE_PICTURES=1` writes them. */
const PICTURES = {
  today: ["monday", () => "/today"],
  case: ["monday", (page) => page.locator(".today__names:has-text('Samira')").first().getAttribute("href")],
  table: ["table", (page) => page.locator("[data-row]").nth(2).getAttribute("href"), "/table"],
  call: ["monday", (page) => page.locator("a[href$='/contact']").first().getAttribute("href")],
};

for (const [name, [stop, find, from]] of Object.entries(PICTURES))
  test(`The picture of README: ${name}`, async () => {
    const shown = await demo.asUser(undefined, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
    await shown.goto(`${demo.base}/tour`);
    await shown.click(`form[action="/tour/${stop}"] button`);
    await shown.goto(`${demo.base}${from ?? "/today"}`);
    await shown.goto(demo.base + (await find(shown)).split("#")[0]);
    const picture = await shown.screenshot();
    assert.ok(picture.length > 30_000, "there is something on it");
    if (process.env.HAVRE_PICTURES) writeFileSync(new URL(`../../docs/pictures/${name}.png`, import.meta.url), picture);
    await shown.context().close();
  });

test("Nothing went wrong behind the pages", () => demo.quiet());
