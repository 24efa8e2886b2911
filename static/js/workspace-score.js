// The score of the answers so far. A person may hide it; where a review is blind it never arrives.

export class ScoreShown {
  constructor(form) {
    this.url = form.dataset.deskUrl;
    this.place = form.querySelector("[data-score]");
  }

  show(answer) {
    if (!this.place) return;
    this.place.textContent = answer.composite === null ? "–" : String(Math.round(answer.composite));
    this.place.classList.toggle("bad", answer.critical_failed);
  }

  /** Hide or show it, here and at the next reviews. */
  flip() {
    if (!this.place) return;
    this.place.hidden = !this.place.hidden;
    fetch(this.url, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      body: new URLSearchParams({ hides_score: this.place.hidden ? "1" : "0", quietly: "1" }),
    }).catch(() => {}); // a wish that did not arrive: the next press of the key says it again
  }
}
