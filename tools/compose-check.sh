#!/usr/bin/env bash
# Starts the cluster of docker/docker-compose.yml as a user would, writes, kills each container in turn, and reads.
set -euo pipefail
cd "$(dirname "$0")/.."
export COMPOSE_PROJECT_NAME=seaworthy-check
compose() {
  if docker compose version >/dev/null 2>&1; then docker compose -f docker/docker-compose.yml "$@"; else docker-compose -f docker/docker-compose.yml "$@"; fi
}
seaworthy() { node packages/client/dist/cli.js "$@"; }
trap 'compose down -v --remove-orphans >/dev/null 2>&1' EXIT

if [ -z "${BASE_IMAGE:-}" ] && docker image inspect seaworthy-base:bookworm >/dev/null 2>&1; then
  export BASE_IMAGE=seaworthy-base:bookworm
fi
# The classic builder is there in every engine; BuildKit is not.
docker buildx version >/dev/null 2>&1 || export DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
npx nx run kv-server:bundle
compose up -d --build

for _ in $(seq 60); do
  healthy=$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter health=healthy -q | wc -l)
  [ "$healthy" -eq 3 ] && break
  sleep 1
done
[ "$healthy" -eq 3 ] || { compose ps; compose logs --tail 20; exit 1; }

seaworthy status
seaworthy put greeting hello
for node in n1 n2 n3; do
  seaworthy put "before-$node" there
  docker kill -s KILL "$(compose ps -q "$node")" >/dev/null
  [ "$(seaworthy get greeting)" = hello ]
  [ "$(seaworthy get "before-$node")" = there ]
  compose up -d "$node"
  for _ in $(seq 60); do
    [ "$(docker inspect -f '{{.State.Health.Status}}' "$(compose ps -q "$node")")" = healthy ] && break
    sleep 1
  done
done
echo 'every container was killed once; nothing was lost'
