/** A page that speaks as YouTube's player does in its frame, and shows what it was told: `12.3 playing seekTo(5)`. */

/** Serves as an answer of the stand-in's for `/embed/…`; an error number makes it refuse to play. */
export function makePlayerPage(error?: number): string {
  return `<!doctype html><title>player</title><body style="color:#fff;background:#135"><p id="at"></p><script>
    let at = Number(new URL(location.href).searchParams.get('start')), isPlaying = true, isHeard = false, last = '';
    const post = (event, info) => parent.postMessage(JSON.stringify({ event, info, id: 'moodline', channel: 'widget' }), '*');
    const tell = () => {
      document.getElementById('at').textContent = at.toFixed(1) + (isPlaying ? ' playing ' : ' paused ') + last;
      if (isHeard) post('infoDelivery', { currentTime: at, playerState: isPlaying ? 1 : 2 });
    };
    addEventListener('message', ({ data }) => {
      const { event, func, args } = JSON.parse(data);
      if (event === 'listening') { isHeard = true; ${error === undefined ? '' : `post('onError', ${error});`} }
      if (event === 'command') last = func + '(' + (args[0] ?? '') + ')';
      if (func === 'seekTo') at = args[0];
      if (func === 'playVideo') isPlaying = true;
      if (func === 'pauseVideo') isPlaying = false;
      tell();
    });
    setInterval(() => { if (isPlaying) at += 0.1; tell(); }, 100);
  </script>`;
}
