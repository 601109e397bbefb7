#!/usr/bin/env bash
# Runs a Galera cluster of two MariaDB nodes on this machine, for development and tests: in a temporary folder, on free
# ports of 127.0.0.1, user root without a password. Installs mariadb-server and galera-4 on Debian if they are missing.
# Prints the URL of each node, then "ready". Ctrl-C ends both nodes and removes their data.
set -euo pipefail

PROVIDER=$(find /usr/lib/galera /usr/lib64/galera-4 -name libgalera_smm.so 2>/dev/null | head -n 1 || true)
PATH=$PATH:/usr/sbin:/usr/local/sbin

if ! command -v mariadbd >/dev/null || [ -z "$PROVIDER" ]; then
  [ "$(id -u)" = 0 ] && as_root=() || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends mariadb-server galera-4 >&2
  PROVIDER=$(find /usr/lib/galera -name libgalera_smm.so | head -n 1)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/causeloop-galera-XXXXXX")
# The copy from one node to the other does not work as root.
user=()
if [ "$(id -u)" = 0 ]; then
  user=(--user=mysql)
  chown mysql "$folder"
fi
nodes=()

end() {
  trap - EXIT
  # Their data is deleted, so an orderly shutdown is not needed.
  for node in "${nodes[@]}"; do kill -KILL "$node" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

# Below the ports that systems give to clients.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# start NAME PORT GROUP_PORT CLUSTER_ADDRESS
start() {
  local data=$folder/$1
  mkdir "$data.tmp"
  [ ${#user[@]} -eq 0 ] || chown mysql "$data.tmp"
  mariadb-install-db --no-defaults --datadir="$data" --tmpdir="$data.tmp" --auth-root-authentication-method=normal \
    --skip-test-db "${user[@]}" >"$data.install.log" 2>&1
  mariadbd --no-defaults --datadir="$data" --tmpdir="$data.tmp" --socket="$data.socket" --pid-file="$data.pid" \
    --log-error="$data.log" --port="$2" --bind-address=127.0.0.1 "${user[@]}" \
    --binlog-format=ROW --innodb-autoinc-lock-mode=2 --innodb-flush-log-at-trx-commit=0 \
    --innodb-log-file-size=32M --innodb-buffer-pool-size=64M --max-connections=200 --performance-schema=OFF \
    --wsrep-on=ON --wsrep-provider="$PROVIDER" --wsrep-cluster-name=causeloop --wsrep-cluster-address="$4" \
    --wsrep-node-name="$1" --wsrep-node-address=127.0.0.1 --wsrep-sst-method=rsync \
    --wsrep-sst-receive-address="127.0.0.1:$(free_port)" \
    --wsrep-provider-options="gmcast.listen_addr=tcp://127.0.0.1:$3;ist.recv_addr=127.0.0.1:$(free_port);gcache.size=32M" \
    </dev/null >/dev/null 2>&1 &
  nodes+=($!)
  until [ "$(mariadb --no-defaults -h 127.0.0.1 -P "$2" -u root -Nse "SHOW STATUS LIKE 'wsrep_ready'" 2>/dev/null)" = "wsrep_ready	ON" ]; do
    if ! kill -0 "${nodes[-1]}" 2>/dev/null; then
      tail -n 30 "$data.log" >&2
      echo "node $1 did not start" >&2
      exit 1
    fi
    sleep 0.1
  done
  echo "mysql://root@127.0.0.1:$2"
}

first_group_port=$(free_port)
start first "$(free_port)" "$first_group_port" gcomm://
start second "$(free_port)" "$(free_port)" "gcomm://127.0.0.1:$first_group_port"
echo ready
# Interrupted by the signals above; without this, bash would handle them only after a foreground program.
wait
