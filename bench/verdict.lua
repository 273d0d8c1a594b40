-- wrk script: boot requests with a nonce and a host of their own each, put together beforehand, so
-- that making them costs wrk no more than the bare GET. IMAGE and ROOT come from the environment.
local requests = {}
local count = 0
function init(args)
  local image, root = os.getenv("IMAGE"), os.getenv("ROOT")
  for i = 1, 2000 do
    requests[i] = wrk.format("POST", "/v1/boot/verdict", { ["Content-Type"] = "application/json" },
      '{"v":1,"host":"bench-' .. i .. '","hostNonce":"' .. string.format("%064x", i) ..
      '","image":"' .. image .. '","rootHash":"' .. root .. '"}')
  end
end
function request()
  count = count % 2000 + 1
  return requests[count]
end
