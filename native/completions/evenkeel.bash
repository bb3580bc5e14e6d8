# bash completion of `evenkeel`: source this file, or put it into /usr/share/bash-completion/completions/evenkeel.
# The table is made from the program's own options; a test holds it in step (see CONTRIBUTING.md).

# begin of the table
_evenkeel_commands='labs start check import run grade explain decide replay verify serve bench calc lab'
_evenkeel_take_lab='start check run grade lab bundle'
_evenkeel_with_value='--a-app-server --a-database --a-load-balancer --a-switch --app-servers --backend --capacity --capture --color --crews --databases --delay --failures --format --hidden-seeds --host --into --jobs --journal --labs --load --load-balancers --log --log-file --metrics --mtbf --mttr --needed --objective --only --out --port --promote --retries --seed --servers --site --switchover --terminal --title --units --until --width --workload --writes'
declare -A _evenkeel_groups=(
    ['calc']='capacity availability retry failover'
    ['lab']='new lint bundle'
)
declare -A _evenkeel_options=(
    ['evenkeel']='--version --help --labs --color --quiet'
    ['labs']='--help --format --labs --color --quiet'
    ['start']='--help --labs --color --quiet'
    ['check']='--help --format --width --labs --color --quiet'
    ['import']='--help --out --format --width --labs --color --quiet'
    ['run']='--help --seed --until --journal --metrics --terminal --capture --log --log-file --labs --color --quiet'
    ['grade']='--help --seed --hidden-seeds --format --only --exit-zero --jobs --width --timing --labs --color --quiet'
    ['explain']='--help --objective --seed --width --labs --color --quiet'
    ['decide']='--help --backend --format --labs --color --quiet'
    ['replay']='--help --until --labs --color --quiet'
    ['verify']='--help --jobs --labs --color --quiet'
    ['calc capacity']='--help --servers --load --capacity --json --labs --color --quiet'
    ['calc availability']='--help --needed --units --mtbf --mttr --crews --switchover --load-balancers --app-servers --databases --promotion --a-load-balancer --a-app-server --a-database --a-switch --json --labs --color --quiet'
    ['calc retry']='--help --failures --retries --json --labs --color --quiet'
    ['calc failover']='--help --writes --delay --promote --json --labs --color --quiet'
    ['serve']='--help --port --host --site --labs --color --quiet'
    ['bench']='--help --workload --snapshot --labs --color --quiet'
    ['lab new']='--help --title --labs --color --quiet'
    ['lab lint']='--help --format --width --labs --color --quiet'
    ['lab bundle']='--help --into --labs --color --quiet'
)
declare -A _evenkeel_formats=(
    ['labs']='text json'
    ['check']='text json sarif'
    ['import']='text json'
    ['grade']='text json junit'
    ['decide']='text (default) or json'
    ['lab lint']='text json sarif'
)
# end of the table

_evenkeel_labs() { "${COMP_WORDS[0]}" labs 2>/dev/null | cut -d ' ' -f 1; }

_evenkeel()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' place=0 i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            -*) if [[ " $_evenkeel_with_value " == *" ${COMP_WORDS[i]} "* ]]; then ((i++)); fi ;;
            *)
                if [[ -z $command || -n ${_evenkeel_groups[$command]:-} ]]; then
                    command+="${command:+ }${COMP_WORDS[i]}"
                else
                    ((place++))
                fi
                ;;
        esac
    done
    COMPREPLY=()
    case $before in
        --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$word") ;;
        --format) mapfile -t COMPREPLY < <(compgen -W "${_evenkeel_formats[$command]:-}" -- "$word") ;;
        --labs) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
        *)
            if [[ " $_evenkeel_with_value " == *" $before "* ]]; then
                mapfile -t COMPREPLY < <(compgen -f -- "$word")
            elif [[ $word == -* ]]; then
                mapfile -t COMPREPLY < <(compgen -W "${_evenkeel_options[$command]:-${_evenkeel_options[evenkeel]}}" -- "$word")
            elif [[ -z $command ]]; then
                mapfile -t COMPREPLY < <(compgen -W "$_evenkeel_commands" -- "$word")
            elif [[ -n ${_evenkeel_groups[$command]:-} ]]; then
                mapfile -t COMPREPLY < <(compgen -W "${_evenkeel_groups[$command]}" -- "$word")
            elif [[ $place == 0 && " $_evenkeel_take_lab " == *" $command "* ]]; then
                mapfile -t COMPREPLY < <(compgen -W "$(_evenkeel_labs)" -- "$word")
            else
                mapfile -t COMPREPLY < <(compgen -f -- "$word")
            fi
            ;;
    esac
}
complete -o filenames -F _evenkeel evenkeel
