# shellcheck shell=bash
# shellcheck disable=SC2034
# What all scripts share: where the sources are, and how they speak. Sourced, never run.

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps_folder=${EVENKEEL_DEPS_DIR:-$source_folder/.deps}
jobs=${EVENKEEL_JOBS:-$(nproc)}

# emcc is Python, started for each file: the system's own starts at once, a version manager's stand-in in the PATH does not.
if [[ -z ${EMSDK:-}${EMSDK_PYTHON:-} && -x /usr/bin/python3 ]]; then export EMSDK_PYTHON=/usr/bin/python3; fi

say() { printf '%s\n' "$*"; }

# One sentence that says what is wrong, then what to do about it; nothing after it.
fail()
{
    printf '\n%s: %s\n' "$(basename "$0")" "$1" >&2
    shift
    if (($# > 0)); then printf '  %s\n' "$@" >&2; fi
    exit 1
}

duration_text() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# step "what is done" LOG COMMAND…: one line, with the time it took; the output goes to LOG, and to the screen if the command fails.
step()
{
    local what=$1 log=$2 started=$SECONDS
    shift 2
    mkdir -p "$(dirname "$log")"
    printf '%-56s ' "$what"
    if "$@" >"$log" 2>&1; then
        printf '%s\n' "$(duration_text $((SECONDS - started)))"
        return
    fi
    printf 'failed after %s\n' "$(duration_text $((SECONDS - started)))"
    tail -n 60 "$log" >&2
    printf '(all of it is in %s)\n' "$log" >&2
    return 1
}

# build PRESET [TARGET…]
build()
{
    local preset=$1
    local targets=()
    if (($# > 1)); then targets=(--target "${@:2}"); fi
    (
        cd "$source_folder" &&
            cmake --preset "$preset" &&
            cmake --build --preset "$preset" -j "$jobs" "${targets[@]}"
    )
}

# Where this machine gets Debian's packages from: apt itself is asked, so both forms of its list are understood.
debian_mirror()
{
    local address
    if [[ -n ${EVENKEEL_MIRROR:-} ]]; then
        printf '%s\n' "${EVENKEEL_MIRROR%/}"
        return
    fi
    # shellcheck disable=SC2016
    address=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(SUITE)' 2>/dev/null |
        awk '$1 ~ /debian/ && $0 !~ /security/ { print $1; exit }')
    # Cloud images name a file with a list of mirrors instead of one.
    if [[ $address == mirror+file:* ]]; then
        address=$(awk '/^[a-z]+:/ { print $1; exit }' "${address#mirror+file:}" 2>/dev/null)
    fi
    [[ -n $address ]] || return 1
    printf '%s\n' "${address%/}"
}
