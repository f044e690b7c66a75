/** A right click on the table of a data frame offers the builder with that frame. */
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { insertBelow } from './serve';

const COMMAND = 'nbmixed:model-of-frame';
const TABLE = '.jp-OutputArea-output table.dataframe';
/** A name that ends a cell, alone or with the calls that show a part of a frame. */
const SHOWN = /^([A-Za-z_]\w*)(\.(head|tail|sample)\([^()]*\))?$/;

interface IFrame {
  name: string;
  panel: NotebookPanel;
  table: Element;
}

export const frame: JupyterFrontEndPlugin<void> = {
  id: 'nbmixed:frame',
  description: 'Adds "New mixed model" to the context menu of data frames.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (app: JupyterFrontEnd, tracker: INotebookTracker) => {
    app.commands.addCommand(COMMAND, {
      label: () => `New mixed model from ${found(app, tracker)?.name ?? 'a Data Frame'}`,
      isVisible: () => found(app, tracker) !== null,
      execute: () => build(found(app, tracker))
    });
    app.contextMenu.addItem({ command: COMMAND, selector: TABLE, rank: 0 });
  }
};

/** The data frame that was clicked; null where its cell does not end with its name. */
function found(app: JupyterFrontEnd, tracker: INotebookTracker): IFrame | null {
  const table = app.contextMenuHitTest(node => node.matches(TABLE));
  const panel = table && tracker.find(each => each.node.contains(table));
  const cell = table && panel?.content.widgets.find(each => each.node.contains(table));
  const name = cell && SHOWN.exec(lastLine(cell.model.sharedModel.getSource()))?.[1];
  return table && panel && name ? { name, panel, table } : null;
}

function lastLine(source: string): string {
  return source.trimEnd().split('\n').pop()?.replace(/#.*/, '').trimEnd() ?? '';
}

/** The builder with the frame, in a cell below. */
async function build(clicked: IFrame | null): Promise<void> {
  if (!clicked) {
    return;
  }
  const { name, panel, table } = clicked;
  insertBelow(panel, table, `${loaded(panel) ? '' : '%load_ext nbmixed\n'}%stan_builder ${name}`);
  await NotebookActions.run(panel.content, panel.sessionContext);
}

/** Whether a cell loads our magics. */
function loaded(panel: NotebookPanel): boolean {
  return panel.content.widgets.some(cell => /^%load_ext +nbmixed\b/m.test(cell.model.sharedModel.getSource()));
}
