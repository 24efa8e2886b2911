// The draft is saved as one types. What cannot be sent stays in this browser and is sent later;
// where somebody else was faster nothing is overwritten, and a person chooses.

const TYPING_MS = 700;
const RETRY_MS = 5000;

export class Autosave {
  /** `page`: { revision, place, content(), post(path, body), show(state, values), conflict(by, take) }. */
  constructor(page) {
    Object.assign(this, { page, revision: page.revision, dirty: false, sending: false, halted: false });
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
  }

  /** Whether this page was asked for while a save was on its way, and so shows what was before. */
  isBehind() {
    const seen = Number(sessionStorage.getItem(this.page.place));
    sessionStorage.removeItem(this.page.place);
    return seen > this.revision;
  }

  /** What an earlier visit could not send: { revision, document, locked }, or null. */
  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.page.place));
    } catch {
      localStorage.removeItem(this.page.place); // written by something else
      return null;
    }
  }

  forget() { localStorage.removeItem(this.page.place); }

  /** Leave what is not saved in this browser. */
  keep() {
    if (!this.dirty) return;
    try {
      localStorage.setItem(this.page.place, JSON.stringify({ revision: this.revision, ...this.page.content() }));
    } catch {
      this.page.show("unsaved", {}); // the browser's store is full or switched off
    }
  }

  changed() {
    if (!this.dirty && !this.halted) this.page.show("saving", {});
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.keep(); this.flush(); }, TYPING_MS);
  }

  async flush() {
    if (!this.dirty || this.sending || this.halted) return;
    clearTimeout(this.timer);
    this.sending = true;
    this.dirty = false;
    this.page.show("saving", {});
    let answer = null;
    try {
      answer = await this.page.post("save", { revision: this.revision, ...this.page.content() });
    } catch {
      // no connection: tried again below
    }
    this.sending = false;
    this.answered(answer);
  }

  answered(answer) {
    if (answer?.status === 200) {
      this.revision = answer.body.revision;
      sessionStorage.setItem(this.page.place, this.revision);
      if (!this.dirty) this.forget();
      this.page.show("saved", { when: answer.body.saved_at, mistakes: answer.body.mistakes });
      if (this.dirty) {
        this.page.show("saving", {});
        this.changed();
      }
      return;
    }
    this.dirty = true;
    this.keep();
    if (answer?.status === 409) this.stale(answer.body);
    else if (answer?.status === 422 || answer?.status === 403) this.page.show("refused", { why: answer.body.message ?? "" });
    else {
      this.page.show("unsaved", {});
      this.timer = setTimeout(() => this.flush(), RETRY_MS);
    }
  }

  /** Stop, and let a person say whose draft goes on. */
  stale({ revision, by }) {
    this.halted = true;
    this.page.show("stale", { by });
    this.page.conflict(by, (mine) => {
      if (!mine) {
        this.dirty = false;
        this.forget();
        location.reload();
        return;
      }
      this.revision = revision;
      this.halted = false;
      this.dirty = true;
      this.flush();
    });
  }
}
