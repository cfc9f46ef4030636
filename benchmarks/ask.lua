-- For wrk: asks for the addresses of a file, one after another, with the cookie of a person who is signed in.
-- wrk … -s ask.lua ADDRESS -- FILE COOKIE; says what it measured as one line of JSON.
local paths, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
  if arguments[2] then wrk.headers["Cookie"] = arguments[2] end
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end

function done(summary, latency)
  local lost = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %.3f, "p50_ms": %.3f, "p95_ms": %.3f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    lost.connect + lost.read + lost.write + lost.timeout + lost.status))
end
