#!/bin/sh
# A shop's client in the shell, with curl, jq and openssl. API is the address of the API and TOKEN a bearer token with the scopes orders.read and orders.write.
#
#   order.sh order KEY < order.json                 places an order under an Idempotency-Key, and follows it to its end
#   order.sh verify ID TIME SIGNATURES < body       checks an event that was received; SECRET is the endpoint's (whsec_...)
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# call METHOD PATH [HEADER]...: the body is in $work/body, the answer goes to $work/answer. A call that the server could not take is made again as it was: the
# Idempotency-Key sees to it that nothing happens twice.
call() {
  method=$1 path=$2
  shift 2
  tries=0
  while :; do
    status=$(curl -s -X "$method" "$API$path" -H "Authorization: Bearer $TOKEN" "$@" -D "$work/headers" -o "$work/answer" -w '%{http_code}') || status=000
    case $status in
      000 | 429 | 502 | 503 | 504) ;;
      *) break ;;
    esac
    tries=$((tries + 1))
    [ $tries -lt 6 ] || break
    wait=$(tr -d '\r' < "$work/headers" 2> /dev/null | sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]*\)$/\1/p')
    sleep "${wait:-1}"
  done
  case $status in
    2??) ;;
    *)
      echo "$status: $(jq -r '.detail // .title // .message' "$work/answer" 2> /dev/null)" >&2
      exit 1
      ;;
  esac
}

order() {
  cat > "$work/body"
  call POST /v1/orders -H "Idempotency-Key: $1" -H 'Content-Type: application/json' --data-binary "@$work/body"
  id=$(jq -r .id "$work/answer")
  last=
  while :; do
    state=$(jq -r .state "$work/answer")
    [ "$state" = "$last" ] || echo "$id $state"
    last=$state
    case $state in
      fulfilled | failed | cancelled) return ;;
      question | waiting_for_customer) # a person has to answer, with POST /v1/orders/{id}/answer
        jq -r '.question.text // empty' "$work/answer"
        return
        ;;
    esac
    sleep "${POLL:-2}"
    call GET "/v1/orders/$id"
  done
}

verify() {
  now=$(date +%s)
  if [ "$2" -lt $((now - 300)) ] || [ "$2" -gt $((now + 300)) ]; then
    echo 'refused: older or newer than five minutes' >&2
    exit 1
  fi
  { printf '%s.%s.' "$1" "$2" && cat; } > "$work/signed"
  key=$(printf '%s' "${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
  want=v1,$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary "$work/signed" | openssl base64 -A)
  for given in $3; do # during a rotation there are two
    if [ "$given" = "$want" ]; then
      echo authentic
      return
    fi
  done
  echo "refused: the signature is not the body's" >&2
  exit 1
}

case ${1-} in
  order) order "$2" ;;
  verify) verify "$2" "$3" "$4" ;;
  *)
    echo 'want: order KEY, or verify ID TIME SIGNATURES' >&2
    exit 2
    ;;
esac
