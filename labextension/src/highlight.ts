/** Formula cells (%%stan_lmer and the others) in the colours of the editor's theme. */
import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, DecorationSet, EditorView, ViewPlugin, ViewUpdate } from '@codemirror/view';
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';

const HEAD = /^%%stan_\w+/;
/** Kinds of words, the first that matches at a place. */
const WORDS: [string, RegExp][] = [
  ['comment', /#.*/y],
  ['string', /"[^"]*"|'[^']*'/y],
  ['column', /`[^`]*`/y],
  ['magic', /%%stan_\w+/y],
  ['option', /--[\w-]+/y],
  ['key', /[A-Za-z_]\w*(?=\s*=[^=])/y],
  ['call', /[A-Za-z.][\w.]*(?=\()/y],
  ['bar', /\|\||[~|]/y],
  ['number', /\d+(\.\d+)?(e[+-]?\d+)?/y],
  ['', /[\w.]+/y]
];
const MARKS = Object.fromEntries(
  WORDS.filter(([kind]) => kind).map(([kind]) => [kind, Decoration.mark({ class: `nbmixed-${kind}-word` })])
);

/** The marks of a cell; none unless it is one of ours. */
function marks(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const text = view.state.doc.toString();
  if (HEAD.test(text)) {
    for (let place = 0; place < text.length; ) {
      place = marked(text, place, builder);
    }
  }
  return builder.finish();
}

/** Mark the word at a place; where the next may begin. */
function marked(text: string, place: number, builder: RangeSetBuilder<Decoration>): number {
  for (const [kind, pattern] of WORDS) {
    pattern.lastIndex = place;
    const found = pattern.exec(text);
    if (found && found[0]) {
      if (kind) {
        builder.add(place, place + found[0].length, MARKS[kind]);
      }
      return place + found[0].length;
    }
  }
  return place + 1;
}

const plugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = marks(view);
    }

    update(update: ViewUpdate) {
      if (update.docChanged) {
        this.decorations = marks(update.view);
      }
    }
  },
  { decorations: value => value.decorations }
);

export const highlight: JupyterFrontEndPlugin<void> = {
  id: 'nbmixed:highlight',
  description: 'Highlights cells that begin with %%stan_.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  activate: (_: JupyterFrontEnd, extensions: IEditorExtensionRegistry) => {
    extensions.addExtension({
      name: 'nbmixed:highlight',
      factory: () => EditorExtensionRegistry.createImmutableExtension(plugin)
    });
  }
};
