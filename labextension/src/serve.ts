/** Buttons that outputs of the package show: Copy, Insert below, Stop. They are known by their class alone. */
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';

type Action = (button: Element, panel: NotebookPanel | null) => void;

const ACTIONS: Record<string, Action> = {
  'nbmixed-copy': button => {
    Clipboard.copyToSystem(code(button));
    Notification.success('Copied.', { autoClose: 1500 });
  },
  'nbmixed-insert': (button, panel) => panel && insertBelow(panel, button, code(button)),
  'nbmixed-stop': (_, panel) => void panel?.sessionContext.session?.kernel?.interrupt()
};

export const serve: JupyterFrontEndPlugin<void> = {
  id: 'nbmixed:serve',
  description: 'Makes the buttons of nbmixed outputs act.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_: JupyterFrontEnd, tracker: INotebookTracker) => {
    document.addEventListener('click', event => {
      const target = event.target instanceof Element ? event.target : null;
      for (const [name, act] of Object.entries(ACTIONS)) {
        const button = target?.closest(`.${name}`);
        if (button) {
          act(button, tracker.find(panel => panel.node.contains(button)) ?? null);
        }
      }
    });
  }
};

/** The code beside a button. */
function code(button: Element): string {
  return button.closest('.nbmixed-code')?.querySelector('pre')?.textContent ?? '';
}

/** A new cell with the text, below the cell that holds the element. */
export function insertBelow(panel: NotebookPanel, element: Element, text: string): void {
  const notebook = panel.content;
  const index = notebook.widgets.findIndex(cell => cell.node.contains(element));
  if (index < 0 || !text) {
    return;
  }
  notebook.activeCellIndex = index;
  NotebookActions.insertBelow(notebook);
  notebook.activeCell?.model.sharedModel.setSource(text);
}
