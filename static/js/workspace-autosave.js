// Every answer is saved as it is given. What cannot be sent is kept in this browser and sent later;
// where another tab was faster, nothing is overwritten and a person decides.

const RETRY_MS = 5000;
const TYPING_MS = 700;
const IDLE_MS = 60_000;
const LONGEST_STEP_S = 5; // a computer that slept did not work

const nothing = () => ({ answers: {}, moments: {}, removed: [], summary: undefined });
const isNothing = (changes) =>
  !Object.keys(changes.answers).length && !Object.keys(changes.moments).length &&
  !changes.removed.length && changes.summary === undefined;

/** Both sets of changes as one; where they disagree, the later ones stand. */
export function merged(earlier, later) {
  const answers = { ...earlier.answers };
  for (const [key, answer] of Object.entries(later.answers)) answers[key] = { ...answers[key], ...answer };
  // A moment that was taken away and brought back is there, and the other way round it is not.
  const removed = [...new Set([...earlier.removed.filter((key) => !(key in later.moments)), ...later.removed])];
  const moments = { ...earlier.moments, ...later.moments };
  for (const key of later.removed) delete moments[key];
  return { answers, moments, removed, summary: later.summary ?? earlier.summary };
}

/** What is sent for changes that were made on this count of saves. */
export const bodyOf = (revision, changes, seconds) => ({
  revision,
  answers: changes.answers,
  moments: Object.values(changes.moments),
  removed_moments: changes.removed,
  summary: changes.summary,
  seconds_spent: seconds,
});

/** Where a form's unsent answers are kept in this browser: the name says where to send them. */
export const placeOf = (form) => `rubrica:unsent:${form.dataset.saveUrl}`;

export class Autosave {
  /** `page`: { words, show(state, words), saved(answer), conflict() }. */
  constructor(form, page) {
    this.form = form;
    this.page = page;
    this.url = form.dataset.saveUrl;
    this.place = placeOf(form);
    this.revision = Number(form.elements.revision.value);
    this.pending = nothing();
    this.sending = null;
    this.halted = false;
    this.timer = null;
    this.countTime();
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.keep());
  }

  get clean() {
    return !this.sending && isNothing(this.pending);
  }

  /** What an earlier visit could not send, or null. It is sent on the count that it was made on. */
  restore() {
    // A page that was asked for while a save was still on its way shows the state before it.
    if (Number(sessionStorage.getItem(this.place)) > this.revision) {
      sessionStorage.removeItem(this.place);
      location.reload();
      return null;
    }
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.place));
    } catch {
      localStorage.removeItem(this.place); // not ours: written by something else
    }
    if (!kept?.changes) return null;
    this.pending = merged(nothing(), { ...nothing(), ...kept.changes });
    this.revision = kept.revision;
    this.seconds = Math.max(this.seconds, Number(kept.seconds) || 0);
    this.flush();
    return this.pending;
  }

  keep() {
    const changes = this.sending ? merged(this.sending, this.pending) : this.pending;
    if (isNothing(changes)) localStorage.removeItem(this.place);
    else localStorage.setItem(this.place, JSON.stringify({ revision: this.revision, changes, seconds: this.seconds }));
  }

  /** Note a change; `typing` waits until the writer pauses. */
  note(change, typing = false) {
    this.pending = merged(this.pending, { ...nothing(), ...change });
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), typing ? TYPING_MS : 0);
  }

  /** Send what is pending; resolves when all is saved or something is in the way. */
  async flush() {
    clearTimeout(this.timer);
    while (!this.sending && !this.halted && !isNothing(this.pending)) {
      this.sending = this.pending;
      this.pending = nothing();
      this.page.show("saving", this.page.words.saving);
      const goesOn = await this.send();
      if (!goesOn) return;
    }
  }

  async send() {
    let response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify(bodyOf(this.revision, this.sending, this.seconds)),
        redirect: "error",
      });
    } catch {
      return this.later(this.page.words.offline);
    }
    if (response.ok) return this.done(await response.json());
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) return this.stale(answer);
    if (response.status === 422) return this.refused(answer);
    return this.later(response.status < 500 ? this.page.words.signedOut : this.page.words.offline);
  }

  get token() {
    return document.querySelector("meta[name=csrf-token]").content;
  }

  done(answer) {
    this.revision = answer.revision;
    this.form.elements.revision.value = answer.revision;
    this.sending = null;
    this.keep();
    sessionStorage.setItem(this.place, String(this.revision));
    this.page.saved(answer);
    return true;
  }

  putBack() {
    this.pending = merged(this.sending, this.pending);
    this.sending = null;
    this.keep();
  }

  later(words) {
    this.putBack();
    this.page.show("failed", words);
    this.timer = setTimeout(() => this.flush(), RETRY_MS);
    return false;
  }

  refused(answer) {
    if (answer.reason === "closed") return this.closed(answer);
    this.sending = null;
    this.keep();
    this.page.show("failed", this.page.words.refused.replace("{message}", answer.message ?? ""));
    return false;
  }

  /** There is no draft any more: what was typed is kept, and shown in the list of reviews. */
  closed(answer) {
    this.putBack();
    this.halted = true;
    this.page.show("failed", this.page.words.closed.replace("{message}", answer.message));
    return false;
  }

  stale(answer) {
    this.putBack();
    this.halted = true;
    this.newest = answer.revision;
    this.page.show("failed", answer.message);
    this.page.conflict();
    return false;
  }

  /** Let what this page shows stand: `everything` is its whole state. */
  async takeOver(everything) {
    this.pending = merged(this.pending, { ...nothing(), ...everything });
    this.revision = this.newest;
    this.halted = false;
    await this.flush();
  }

  /** Let the other tab's answers stand, or leave the form: what is on its way is not kept either. */
  giveUp() {
    this.pending = nothing();
    if (this.sending) this.sending = nothing();
    this.keep();
  }

  /** Seconds of work: somebody does something, or listens; a minute without either does not count. */
  countTime() {
    const field = this.form.elements.seconds_spent;
    this.seconds = Number(field?.value ?? 0);
    if (!field) return; // nobody's time is counted here
    let last = performance.now();
    let playing = false;
    for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "scroll"]) {
      addEventListener(kind, () => { last = performance.now(); }, { passive: true, capture: true });
    }
    document.addEventListener("player:time", (event) => { playing = event.detail.playing; });
    let before = performance.now();
    setInterval(() => {
      const passed = Math.min((performance.now() - before) / 1000, LONGEST_STEP_S);
      before = performance.now();
      const awake = playing || before - last < IDLE_MS;
      if (document.hidden || !awake) return;
      this.seconds += passed;
      field.value = this.seconds.toFixed(1);
    }, 1000);
  }
}
