// For authors of labs: `evenkeel serve` tells when a lab's files have changed.

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

// Asked of a file that is there everywhere, so that a static host is not asked for what it does not have.
async function eventsAddress()
{
    const index = new URL("labs/index.json", import.meta.url);
    const answer = await fetch(index).catch(() => undefined);
    const name = answer?.headers.get("Evenkeel-Events");
    return name ? new URL(name, import.meta.url) : undefined;
}

function listen(address, onChanged)
{
    return new Promise((resolve) => {
        const events = new EventSource(address);
        events.addEventListener("lab", (event) => onChanged(event.data));
        events.addEventListener("error", () => {
            events.close();
            resolve();
        });
    });
}

/// Calls onChanged(ID) when a file of the lab ID was changed, added or removed. Does nothing, and says nothing, where there is no
/// `evenkeel serve`; goes on when one was ended and started again.
export async function watchLabs(onChanged)
{
    for (let address = await eventsAddress(), known = address; known !== undefined; address = await eventsAddress()) {
        if (address !== undefined) await listen(address, onChanged);
        await pause(3);
    }
}
