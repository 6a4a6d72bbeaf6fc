// Script of Havre. Every page works without it: it saves drafts by itself, prints, and watches live lists.
// The content security policy allows no inline script and no eval; nothing here needs either.
"use strict";
(() => {
  const PREFIX = "havre-draft:";
  const WAIT = 800; // ms after the last key
  const FIRST_RETRY = 2000; // ms; doubles up to LAST_RETRY
  const LAST_RETRY = 60000;
  // Never kept in the browser, never restored: names of fields that steer, not content.
  const STEERING = new Set(["version", "do", "csrf"]);

  /** Session storage that never throws: a full or forbidden store must not stop typing. */
  const store = {
    get(key) {
      try {
        return JSON.parse(sessionStorage.getItem(key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        /* the server copy remains */
      }
    },
    drop(key) {
      try {
        sessionStorage.removeItem(key);
      } catch {
        /* nothing kept */
      }
    },
    dropAll() {
      try {
        for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
      } catch {
        /* nothing kept */
      }
    },
  };

  /** What the person typed, as pairs; files, passwords and steering fields excluded. */
  const typed = (form) =>
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !STEERING.has(name) && form.elements[name]?.type !== "password",
    );

  /** Puts pairs back; a field that the page no longer has is left alone. */
  const restore = (form, pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || STEERING.has(field.name) || ["submit", "button", "file", "password"].includes(field.type)) continue;
      const kept = values.get(field.name);
      if (field.type === "radio" || field.type === "checkbox") field.checked = kept?.includes(field.value) ?? false;
      else if (field.type === "select-multiple") for (const o of field.options) o.selected = kept?.includes(o.value) ?? false;
      else if (kept?.length) field.value = kept.shift();
    }
  };

  /** Saves one form by itself. */
  class Autosave {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosave;
      this.key = PREFIX + location.pathname;
      this.state = document.querySelector("[data-autosave-state]");
      this.dirty = false;
      this.sending = false;
      this.stopped = false; // after a conflict: a second save would hide what the other person wrote
      this.retry = FIRST_RETRY;
      if (form.dataset.unsaved) this.unsaved(form.dataset.unsaved);
      else this.recover();
      form.addEventListener("input", () => this.changed());
      form.addEventListener("change", () => this.changed());
      // The form itself takes over: saving twice at once would conflict with oneself.
      form.addEventListener("submit", (event) => {
        clearTimeout(this.timer);
        this.submitted = true;
        if (this.dirty || this.sending) this.keep(true);
        // Wait for a save under way, so that the form carries the version it produced.
        if (this.sending && !this.resubmitting) {
          event.preventDefault();
          this.resubmitting = event.submitter ?? true;
        }
      });
      document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush());
      addEventListener("pagehide", () => this.flush());
      addEventListener("online", () => this.dirty && this.save());
      addEventListener("pageshow", (event) => {
        if (event.persisted) this.submitted = false;
      });
    }

    /**
     * Restores what the last page could not send. Same version: the server never got it. Another version: either the
     * server took what was under way when the page closed (`sent`), or somebody saved in between; then the person chooses.
     */
    recover() {
      const kept = store.get(this.key);
      if (!kept) return;
      if (JSON.stringify(kept.pairs) === JSON.stringify(typed(this.form))) return store.drop(this.key);
      if (String(kept.version) === this.version()) return this.putBack(kept.pairs);
      if (kept.sent) return store.drop(this.key);
      this.show("conflict");
      const button = document.querySelector("[data-autosave-restore]");
      if (!button) return;
      button.hidden = false;
      button.addEventListener("click", () => {
        button.hidden = true;
        this.putBack(kept.pairs);
      });
    }

    /**
     * The server shows what it could not save: it is kept here until it is saved. After a conflict the person has both
     * texts before her; what she types from then on is her decision.
     */
    unsaved(why) {
      this.keep();
      this.dirty = true;
      this.show(why);
      if (why === "failed") this.later(this.retry);
      else this.stopped = this.undecided = true;
    }

    putBack(pairs) {
      restore(this.form, pairs);
      this.keep();
      this.dirty = true;
      this.show("failed");
      this.later(WAIT);
    }

    keep(sent = false) {
      store.set(this.key, { version: this.version(), pairs: typed(this.form), sent });
    }

    version() {
      return this.form.elements.version?.value ?? "";
    }

    changed() {
      if (this.undecided) this.stopped = this.undecided = false;
      this.dirty = true;
      this.submitted = false;
      this.keep();
      if (!this.stopped) this.later(WAIT);
    }

    later(ms) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), ms);
    }

    flush() {
      if (!this.dirty || this.sending || this.submitted || this.stopped) return;
      this.keep(true);
      this.save(true);
    }

    show(state, text) {
      if (!this.state) return;
      const { saved, saving, failed, conflict } = { ...this.form.dataset, ...this.state.dataset };
      const words = text ?? { saved, saving, failed, conflict }[state] ?? "";
      this.state.dataset.state = state;
      if (this.state.textContent !== words) this.state.textContent = words;
    }

    async save(keepalive = false) {
      if (this.sending || this.stopped || this.submitted) return;
      clearTimeout(this.timer);
      this.sending = true;
      this.dirty = false;
      if (!keepalive && this.state?.dataset.state !== "failed") this.show("saving");
      try {
        const body = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
        // Browsers refuse a keepalive body above 64 KiB: send a long one plainly, the store still has it.
        const small = body.toString().length < 60000;
        const response = await fetch(this.url, {
          method: "POST",
          body,
          keepalive: keepalive && small,
          credentials: "same-origin",
          headers: { accept: "application/json" },
          redirect: "manual", // a redirect is the sign-in page: not saved
          signal: keepalive ? undefined : AbortSignal.timeout(20000),
        });
        await this.answered(response);
      } catch {
        this.failed();
      } finally {
        this.sending = false;
      }
      this.after();
    }

    async answered(response) {
      if (response.status === 409) {
        const { message } = await response.json().catch(() => ({}));
        this.stopped = true;
        this.dirty = true;
        this.show("conflict", message);
        return;
      }
      if (!response.ok) throw new Error(String(response.status));
      const { version, saved_at: at, warnings = {}, sections = {} } = await response.json();
      this.warn(warnings);
      for (const place of document.querySelectorAll("[data-section]"))
        place.textContent = sections[place.dataset.section] ?? place.textContent;
      if (this.form.elements.version) this.form.elements.version.value = version;
      this.retry = FIRST_RETRY;
      dispatchEvent(new Event("havre-saved"));
      const text = (this.state?.dataset.saved ?? this.form.dataset.saved ?? "").trim();
      this.show("saved", at ? `${text} ${at}`.trim() : text);
      if (this.dirty) this.keep();
      else store.drop(this.key);
    }

    /** What is also the other party's is said under its field, as soon as it is saved. */
    warn(warnings) {
      for (const place of this.form.querySelectorAll("[data-warning]")) {
        const text = warnings[place.dataset.warning] ?? "";
        place.hidden = !text;
        if (place.textContent !== text) place.textContent = text;
      }
    }

    failed() {
      this.dirty = true;
      this.keep();
      this.show("failed");
      this.later(this.retry);
      this.retry = Math.min(this.retry * 2, LAST_RETRY);
    }

    after() {
      if (this.resubmitting) {
        const submitter = this.resubmitting === true ? undefined : this.resubmitting;
        this.form.requestSubmit(submitter);
        this.resubmitting = undefined;
      } else if (this.dirty && !this.stopped && this.retry === FIRST_RETRY) {
        this.later(WAIT);
      }
    }
  }

  /** Live lists (htmx, at every news and every 20 s): silent in a hidden tab; anything but a plain 200 says so and changes nothing. */
  const live = () => {
    document.addEventListener("htmx:before:request", (event) => {
      if (document.visibilityState === "hidden") event.preventDefault();
    });
    const stale = (element, is) => {
      const notice = element?.closest("[data-live]")?.querySelector("[data-live-stale]");
      if (notice) notice.hidden = !is;
    };
    document.addEventListener("htmx:before:response", (event) => {
      const raw = event.detail.ctx.response.raw;
      // The session ended: the names must not stay on the screen.
      if (raw.redirected) return location.assign("/");
      const good = raw.status === 200;
      stale(event.target, !good);
      if (!good) event.preventDefault();
    });
    document.addEventListener("htmx:error", (event) => stale(event.target, true));
    // The browser asks again by itself when the stream ends.
    new EventSource("/live").addEventListener("news", () => document.dispatchEvent(new CustomEvent("news")));
  };

  /** Nobody touched the page as long as a session lives: asking for it again shows the sign-in page, not the names. */
  const forget = (minutes) => {
    if (!(minutes > 0)) return;
    let last = Date.now();
    const limit = minutes * 60000 + 5000;
    const seen = () => {
      last = Date.now();
    };
    document.addEventListener("submit", seen);
    document.addEventListener("input", seen); // never under somebody's hands
    addEventListener("havre-saved", seen);
    setInterval(() => Date.now() - last > limit && location.reload(), 15000);
  };

  /** Signing out saves first and then empties the store. When saving fails, a second click signs out all the same. */
  const signOut = (saves) => {
    let tried = false;
    document.addEventListener("submit", async (event) => {
      const form = event.target;
      if (form.getAttribute("action") !== "/sign-out") return;
      const open = saves.filter((one) => one.dirty && !one.stopped);
      if (open.length && !tried) {
        event.preventDefault();
        tried = true;
        await Promise.all(open.map((one) => one.save()));
        if (open.every((one) => !one.dirty)) form.requestSubmit();
        return;
      }
      for (const one of saves) one.submitted = true;
      store.dropAll();
    });
  };

  /** The tracking table by keyboard: j and k open the next and the previous row, d goes to the decision. Only while the
      focus is in the table or the open row (WCAG 2.1.4), and never while somebody types. */
  const rows = (table) => {
    const open = table.querySelector("[data-open-row]");
    const all = [...table.querySelectorAll("[data-row]")];
    const first = open ? undefined : all[0];
    const to = {
      j: () => table.querySelector("[data-row-next]") ?? first,
      k: () => table.querySelector("[data-row-previous]"),
    };
    table.addEventListener("keydown", (event) => {
      const typing = event.target.closest("textarea, select, input:not([type=radio])");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "d") table.querySelector("[data-open-act] input:not([type=hidden])")?.focus();
      else if (Object.hasOwn(to, event.key)) to[event.key]()?.click();
      else return;
      event.preventDefault();
    });
    if (open && !document.querySelector(".govuk-error-summary")) open.focus({ preventScroll: false });
  };

  const start = () => {
    for (const element of document.querySelectorAll(".js-only")) element.hidden = false;
    const saves = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Autosave(form));
    document.addEventListener("click", (event) => {
      if (event.target.closest?.("[data-print]")) print();
    });
    signOut(saves);
    // A page after an error: the summary gets the focus, so that a screen reader begins there.
    document.querySelector(".govuk-error-summary")?.focus();
    if (document.querySelector("[data-live]")) live();
    const table = document.querySelector("[data-rows]");
    if (table) rows(table);
    forget(Number(document.documentElement.dataset.idleMinutes));
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
