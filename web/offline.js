// Registers the service worker, with which the page works without a network.

// After everything that was asked for at the start has come, and the page has nothing to do.
function whenIdle()
{
    return new Promise((resolve) => {
        const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(resolve, { timeout: 5000 }) : setTimeout(resolve, 1000));
        if (document.readyState === "complete") soon();
        else window.addEventListener("load", soon, { once: true });
    });
}

/// Call it when the picture is there. `onNewVersion` is called, once, when a newer version has been loaded and waits: it comes with the
/// next reload (of the only open page), never before. Gives whether the page will work offline; where service workers are
/// forbidden (plain http, some frames and private windows) it works all the same, with a network.
export async function registerOffline(onNewVersion = () => {})
{
    let told = false;
    const tell = () => {
        if (!told) onNewVersion();
        told = true;
    };
    await whenIdle();
    try {
        const workers = navigator.serviceWorker;
        if (workers === undefined) return false;
        workers.addEventListener("message", (event) => event.data?.type === "new-version" && tell());
        const registration = await workers.register(new URL("service-worker.js", import.meta.url), { updateViaCache: "none" });
        if (registration.waiting !== null) tell();
        const ready = await workers.ready;
        ready.active.postMessage({ type: "idle" });
        return true;
    } catch (error) {
        return false;
    }
}
