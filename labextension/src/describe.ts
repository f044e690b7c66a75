/** Pictures in outputs say what they show: alternative text from the output's metadata, which JupyterLab leaves out. */
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { IRenderMime } from '@jupyterlab/rendermime-interfaces';

const PICTURES = ['image/png', 'image/jpeg', 'image/svg+xml'];

export const describe: JupyterFrontEndPlugin<void> = {
  id: 'nbmixed:describe',
  description: 'Gives pictures the alternative text that their metadata hold.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  activate: (_: JupyterFrontEnd, registry: IRenderMimeRegistry) => {
    for (const mimeType of PICTURES) {
      const factory = registry.getFactory(mimeType);
      if (factory) {
        registry.addFactory(describing(factory, mimeType), registry.getRank(mimeType));
      }
    }
  }
};

/** A factory whose pictures are those of another, described. */
function describing(factory: IRenderMime.IRendererFactory, mimeType: string): IRenderMime.IRendererFactory {
  return {
    ...factory,
    mimeTypes: [mimeType],
    createRenderer: options => {
      const renderer = factory.createRenderer(options);
      const render = renderer.renderModel.bind(renderer);
      renderer.renderModel = async model => {
        await render(model);
        renderer.node.querySelector('img')?.setAttribute('alt', words(model, mimeType));
      };
      return renderer;
    }
  };
}

/** The `alt` of the metadata, else the plain text of the output. */
function words(model: IRenderMime.IMimeModel, mimeType: string): string {
  const described = model.metadata[mimeType] as { alt?: unknown } | undefined;
  const said = described?.alt ?? model.data['text/plain'] ?? '';
  return Array.isArray(said) ? said.join('') : String(said);
}
