/** Runs in the main process before the app: notes when each message crosses between it and the window. Given to the host by `--require`. */

const { app, ipcMain } = require('electron');

// The app would take this file's path for a transcript to open.
process.argv.splice(process.argv.indexOf(__filename) - 1, 2);

const messages = [];
const note = (kind, name) => messages.push({ at: Date.now(), kind, name });
globalThis.moodlineMessages = messages;

const handle = ipcMain.handle.bind(ipcMain);
ipcMain.handle = (name, handler) =>
  handle(name, async (...given) => {
    note('request', name);
    try {
      return await handler(...given);
    } finally {
      note('reply', name);
    }
  });

app.on('web-contents-created', (_event, contents) => {
  const send = contents.send.bind(contents);
  contents.send = (name, ...given) => {
    note('event', name);
    send(name, ...given);
  };
});
