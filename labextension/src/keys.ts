/** Keys typed in the builder stay there: in command mode JupyterLab would take them for the cell's, and `d d` deletes it. */
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';

const FORM = '.nbmixed-builder';
/** No shortcut acts whose selector matches an element with this attribute, or one around it: the target itself has to have it. */
const SUPPRESS = 'data-lm-suppress-shortcuts';
const CONTROLS = 'a[href], button, input, select, summary, textarea, [tabindex="0"]';

export const keys: JupyterFrontEndPlugin<void> = {
  id: 'nbmixed:keys',
  description: 'Keeps keys typed in the builder from the shortcuts of its notebook, and the focus in the builder.',
  autoStart: true,
  activate: (app: JupyterFrontEnd) => {
    // Before JupyterLab's own listener, which is on the document.
    window.addEventListener('keydown', event => keep(app.commands, event), true);
    document.addEventListener('focusin', event => follow(event.target));
  }
};

function formOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(FORM) : null;
}

function keep(commands: CommandRegistry, event: KeyboardEvent): void {
  if (event.target instanceof Element && formOf(event.target)) {
    event.target.toggleAttribute(SUPPRESS, !passes(commands, event));
  }
}

/** Whether a key is for the page as a whole, such as Ctrl+S: one with Ctrl, Alt or Cmd that no shortcut of notebooks has. */
function passes(commands: CommandRegistry, event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.altKey || event.metaKey)) {
    return false;
  }
  const stroke = CommandRegistry.keystrokeForKeydownEvent(event);
  return !commands.keyBindings.some(each => each.keys[0] === stroke && each.selector.includes('.jp-Notebook'));
}

let stopFollowing = () => undefined as void;

/** Where the control that has the focus is taken out, as a term is by its button, its successor receives the focus. */
function follow(target: EventTarget | null): void {
  stopFollowing();
  const form = formOf(target);
  if (!form || !(target instanceof HTMLElement)) {
    return;
  }
  const place = controls(form).indexOf(target);
  const observer = new MutationObserver(() => {
    if (!target.isConnected && form.isConnected && document.activeElement === document.body) {
      const left = controls(form);
      left[Math.min(Math.max(place, 0), left.length - 1)]?.focus();
    }
  });
  observer.observe(form, { childList: true, subtree: true });
  stopFollowing = () => observer.disconnect();
}

/** What can have the focus, in the order of the page. */
function controls(form: HTMLElement): HTMLElement[] {
  const found = Array.from(form.querySelectorAll<HTMLElement>(CONTROLS));
  return found.filter(each => each.offsetParent !== null && !each.hasAttribute('disabled'));
}
