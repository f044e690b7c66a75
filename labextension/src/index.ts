/** What nbmixed adds to JupyterLab; everything works without it. */
import { describe } from './describe';
import { frame } from './frame';
import { highlight } from './highlight';
import { keys } from './keys';
import { launch } from './launch';
import { serve } from './serve';

export default [launch, serve, highlight, describe, frame, keys];
