// Today: whatever waits or has a date is there, for each function, and the next act is one press away.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, act, isoDay, openUntil, report, signQuickly } from "./havre.mjs";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** A phone of hers that is safe at any hour. */
const anytime = {
  safe_contact: "",
  ...Object.fromEntries(DAYS.map((day) => [`p0.phone0_day.${day}`, "yes"])),
  "p0.phone0_from": "00:00",
  "p0.phone0_to": "23:59",
};
const couple = { "p0.family_name": "Terlinckx", "p0.given_names": "Ondine", "p1.family_name": "Vanacker", "p1.given_names": "Gauthier", "p1.birth": "03/11/1982" };

let demo, officer, eva, path;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  [officer, eva] = await Promise.all([demo.asUser("officer.5344"), demo.asUser("eva.1030")]);
});
after(() => demo?.end());

const group = (page, id) => page.locator(`section[aria-labelledby=${id}]`);
const line = (page, path) => page.locator(`.today__line:has(a[href="${path}"])`);
const count = async (page, id) => Number.parseInt(await page.innerText(`.counters a[href="#${id}"] strong`), 10);

test("Today is the first page of whoever has work, and the menu has five entries at most beside Tools", async () => {
  const staff = demo.staffWith("/today");
  assert.ok(staff.length >= 8, staff.join(" "));
  for (const user of staff) {
    const page = await demo.asUser(user);
    await page.goto(demo.base);
    assert.equal(new URL(page.url()).pathname, "/today", user);
    const entries = await page.locator(".bar__nav a:not([href='/notices'])").count();
    assert.ok(entries >= 2 && entries <= 6, `${user} has ${entries} entries`);
    await page.context().close();
  }
});

test("A new report that may be called now stands first, and Call opens the sheet of the call, never a dialler", async () => {
  await eva.goto(`${demo.base}/today`);
  const before = await count(eva, "call-now");
  path = await signQuickly(officer, report({ ...couple, ...anytime }));
  await eva.reload();
  assert.equal(await count(eva, "call-now"), before + 1);
  const row = group(eva, "call-now").locator(`.today__line:has(a[href="${path}"])`);
  assert.match(await row.innerText(), /Ondine Terlinckx ↔ Gauthier Vanacker[^]*threats[^]*Safe to call now/);
  await row.getByRole("link", { name: "Call" }).click();
  await eva.waitForURL(/\/contact$/);
  const sheet = await eva.innerText(".act");
  assert.match(sheet.replace(/\s/g, ""), /0400001234/);
  assert.match(sheet, /Safe now[^]*Once it is saved/);
});

test("What was noted leads back to the case with what comes next, and the task is gone from Today", async () => {
  await act(eva, "contact", { outcome: "reached", note: "Elle va bien." });
  assert.match(eva.url(), /\/follow-up\?done=contact/);
  assert.match(await eva.innerText("[role=status]"), /clock of the first contact stops/);
  await eva.goto(`${demo.base}/today`);
  assert.equal(await group(eva, "call-now").locator(`a[href="${path}"]`).count(), 0);
});

test("The new reports are chosen by risk, children, day 2 and language, without a script, and each number is true", async () => {
  await eva.goto(`${demo.base}/today`);
  const choices = await group(eva, "new").locator("nav a").evaluateAll((all) => all.map((one) => [one.getAttribute("href"), one.innerText]));
  assert.ok(choices.length > 3, JSON.stringify(choices));
  for (const [href, text] of choices) {
    await eva.goto(demo.base + href);
    const shown = await group(eva, "new").locator(".today__line").count();
    assert.equal(shown, Math.min(15, Number(text.match(/\((\d+)\)/)[1])), text);
    assert.equal(await group(eva, "new").locator("nav a[aria-current]").innerText(), text);
  }
  await eva.goto(`${demo.base}/today?new=children`);
  for (const line of await group(eva, "new").locator(".today__line").allInnerTexts()) assert.match(line, /child/i);
  await eva.goto(`${demo.base}/today?new=%3Cscript%3E`);
  assert.match(await group(eva, "new").locator("nav a[aria-current]").innerText(), /^All/);
});

test("An appointment is on Today, with its hour", async () => {
  await eva.goto(demo.base + path);
  await act(eva, "appointment", { at: `${isoDay(1)}T11:15`, place: "Commissariat, bureau 3" });
  await eva.goto(`${demo.base}/today`);
  assert.match(await group(eva, "appointments").innerText(), /tomorrow 11:15\s+Ondine Terlinckx/);
});

test("A promised call is on Today on its day", async () => {
  const promised = await signQuickly(officer, report({ "p0.given_names": "Rosalie" }));
  await eva.goto(demo.base + promised);
  await act(eva, "contact", { outcome: "no-answer", next_try: `${isoDay(1)}T09:10` });
  await eva.goto(`${demo.base}/today`);
  assert.match(await line(eva, promised).innerText(), /First contact · planned: tomorrow 09:10/);
});

test("How the last try ended stands on the line of victim support, and on no other list", async () => {
  const tried = await signQuickly(officer, report({ "p0.given_names": "Sidonie" }));
  await eva.goto(demo.base + tried);
  const note = "Un voisin a décroché.";
  await act(eva, "contact", { outcome: "somebody-else", next_try: `${isoDay(1)}T09:20`, note });
  await eva.goto(`${demo.base}/today`);
  assert.match(await line(eva, tried).innerText(), /Last try, .+: Somebody else answered/);
  await eva.goto(`${demo.base}/queue?show=all`);
  assert.match(await eva.locator("tr", { hasText: "Sidonie" }).innerText(), /Last try, .+: Somebody else answered/);
  assert.ok(!(await eva.innerText("main")).includes(note), "what was said stands in the case alone");
  for (const [name, paths] of [["prosecutor.brussels", ["/today", "/table"]], ["officer.5344", ["/today", "/reports"]]]) {
    const other = await demo.asUser(name);
    for (const path of paths) {
      await other.goto(demo.base + path);
      const shown = await other.innerText("main");
      assert.ok(!/Last try|Somebody else answered/.test(shown), `${name} ${path}`);
    }
    await other.context().close();
  }
});

test("A match is on Today of both who may decide it, also when nothing else waits on the case", async () => {
  const again = await signQuickly(officer, report({ ...couple, "p0.family_name": "Terlinck" }));
  await eva.goto(demo.base + again);
  await act(eva, "end", { why: "not-needed", note: "Le même soir." });
  await openUntil(eva, `${demo.base}/today`, (page) => group(page, "matches").getByText("Terlinck"));
  const link = group(eva, "matches").locator("li:has-text('Terlinck') a").first();
  await link.click();
  assert.match(await eva.innerText("section[aria-labelledby=h-proposals]"), /Same couple\?/);
  const prosecutor = await demo.asUser("prosecutor.brussels");
  await prosecutor.goto(`${demo.base}/today`);
  assert.ok((await count(prosecutor, "matches")) > 0);
  await prosecutor.context().close();
});

test("A match with another area says that there is one, and not which area", async () => {
  const neighbour = await demo.asUser("officer.5340");
  await signQuickly(neighbour, report({ ...couple, postcode: "1080" }));
  await openUntil(eva, `${demo.base}/today`, (page) => group(page, "matches").getByText("Another area: same couple?"));
  assert.ok(!(await group(eva, "matches").innerText()).includes("5340"));
});

test("A magistrate decides from the open row, by keyboard, and goes on with the next one", async () => {
  const prosecutor = await demo.asUser("prosecutor.brussels");
  await prosecutor.goto(`${demo.base}/table`);
  await prosecutor.locator("[data-row]").first().focus();
  await prosecutor.keyboard.press("j");
  await prosecutor.waitForURL(/open=/);
  const first = new URL(prosecutor.url()).searchParams.get("open");
  await prosecutor.keyboard.press("j");
  await prosecutor.waitForURL((url) => url.searchParams.get("open") !== first);
  const second = new URL(prosecutor.url()).searchParams.get("open");
  await prosecutor.keyboard.press("k");
  await prosecutor.waitForURL((url) => url.searchParams.get("open") === first);
  await prosecutor.keyboard.press("d");
  assert.equal(await prosecutor.evaluate(() => document.activeElement.name), "decide.decision");
  await prosecutor.keyboard.press("Space");
  await prosecutor.fill("[name='decide.reason']", "Jeudi, j’entends les deux: k, d, j.");
  await prosecutor.locator(".open-row__act button[type=submit]").click();
  await prosecutor.waitForURL((url) => url.searchParams.get("done") === "decide");
  assert.equal(new URL(prosecutor.url()).searchParams.get("open"), second);
  assert.match(await prosecutor.innerText("[role=status]"), /\/\d{4}: The decision is noted/, "it says of which report: another one is open");
  assert.equal(await prosecutor.locator(`a[href*="open=${first}"]`).count(), 0, "it left the list");
  await prosecutor.context().close();
});

test("The table is in groups by urgency: what is late first, then this week, then later; its heads sort it", async () => {
  const prosecutor = await demo.asUser("prosecutor.brussels", { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  await prosecutor.goto(`${demo.base}/table`);
  const groups = await prosecutor.locator(".is-group").allInnerTexts();
  const inOrder = ["Overdue", "To do today", "To do this week", "Later"].filter((name) => groups.some((text) => text.trim() === name));
  assert.deepEqual(groups.map((text) => text.trim()), inOrder);
  assert.ok(groups.length > 1, "there is more than one group on a Monday");
  const cut = await prosecutor.locator(".table-page__list").evaluate((list) => list.scrollWidth - list.clientWidth);
  assert.ok(cut <= 0, `the table is ${cut} px wider than its place`);
  await prosecutor.click("thead a:has-text('Received')");
  assert.equal(new URL(prosecutor.url()).searchParams.get("sort"), "newest");
  await prosecutor.click("thead a:has-text('Received')");
  assert.equal(new URL(prosecutor.url()).searchParams.get("sort"), "oldest");
  await prosecutor.click("thead a:has-text('Decision')");
  assert.equal(new URL(prosecutor.url()).searchParams.get("state"), "due");
  await prosecutor.context().close();
});

test("Police read the table of their zone, without a reason and without an export", async () => {
  await officer.goto(`${demo.base}/table?state=all`);
  assert.ok((await officer.locator("main table tbody tr").count()) > 5);
  assert.equal(await officer.locator("a[href*='/table/export']").count(), 0);
  assert.equal((await officer.request.get(`${demo.base}/table/export`)).status(), 404);
  assert.ok(!(await officer.content()).includes("j’entends les deux"));
});

test("On a phone nothing of Today is cut off, and without scripts it is the same page", async () => {
  const phone = await demo.asUser("eva.1030", { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  await phone.goto(`${demo.base}/today`);
  assert.match(await phone.innerText("main"), /Appointments/);
  await phone.context().close();
});

test("Nothing went wrong in the browser or in the log", () => demo.quiet());
