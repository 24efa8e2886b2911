// Where keys belong to what somebody writes, and not to the page.

const WRITING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])";

export const isWriting = (target) => target instanceof Element && target.closest(WRITING) !== null;

/** Whether a key belongs to something else: a modifier, a field being written in, an open dialog. */
export function busyElsewhere(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  return isWriting(event.target) || document.querySelector("dialog[open]") !== null;
}
