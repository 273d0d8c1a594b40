-- wrk script: one configuration as the body of every request. CONFIG and TOKEN come from the
-- environment.
local file = assert(io.open(os.getenv("CONFIG"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/octet-stream"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN")
file:close()
