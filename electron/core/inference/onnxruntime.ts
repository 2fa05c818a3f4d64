/** onnxruntime, without the statistics that its builds for Linux and macOS send to Microsoft; it is imported from nowhere else. */

// Read when the first session is made, and by the process that makes it: until then nothing was sent or kept. With it there is no upload, no
// device id in the person's cache and no file in the temporary folder (https://github.com/microsoft/onnxruntime/pull/27379).
process.env['ORT_DISABLE_TELEMETRY'] = '1';

export { env, InferenceSession, Tensor } from 'onnxruntime-node';
