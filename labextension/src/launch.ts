/** A launcher card and a command that open a notebook with the builder. */
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';

const COMMAND = 'nbmixed:new-model';
const LABEL = 'New mixed model';
const CAPTION = 'Open a notebook with the builder of multilevel models';
/** Three levels around one mean, in a blue that is seen on light and dark pages. */
const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#1a7acb" stroke-width="1.5" ' +
      'stroke-linecap="round"><path d="M2 12 L14 7"/><path d="M2 8.5 L14 2.5" opacity=".55"/>' +
      '<path d="M2 14 L14 12.5" opacity=".55"/></svg>'
  );
const CELLS = [
  '# Load your data into a data frame, or keep one of the examples that come with the package.\n' +
    '%load_ext nbmixed\n' +
    'import nbmixed\n' +
    'sleepstudy = nbmixed.datasets.load("sleepstudy")',
  '%stan_builder sleepstudy'
];

export const launch: JupyterFrontEndPlugin<void> = {
  id: 'nbmixed:launch',
  description: 'Adds "New mixed model" to launcher and command palette.',
  autoStart: true,
  optional: [ILauncher, ICommandPalette],
  activate: (app: JupyterFrontEnd, launcher: ILauncher | null, palette: ICommandPalette | null) => {
    app.commands.addCommand(COMMAND, {
      label: LABEL,
      caption: CAPTION,
      execute: args => open(app, args.cwd as string | undefined)
    });
    launcher?.add({ command: COMMAND, category: 'Notebook', rank: 2, kernelIconUrl: ICON });
    palette?.addItem({ command: COMMAND, category: 'Notebook Operations' });
  }
};

/** A new notebook whose cells load an example and show the builder; Jupyter Notebook opens it on a page of its own. */
async function open(app: JupyterFrontEnd, cwd = ''): Promise<void> {
  const { contents } = app.serviceManager;
  const made = await contents.newUntitled({ path: cwd, type: 'notebook' });
  await contents.save(made.path, { type: 'notebook', format: 'json', content: notebook() });
  const panel = await app.commands.execute('docmanager:open', { path: made.path, factory: 'Notebook' });
  if (panel instanceof NotebookPanel) {
    await panel.sessionContext.ready;
    await NotebookActions.runAll(panel.content, panel.sessionContext);
  }
}

/** What the file of such a notebook holds. */
function notebook() {
  return {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
    cells: CELLS.map(source => ({ cell_type: 'code', source, metadata: {}, execution_count: null, outputs: [] }))
  };
}
