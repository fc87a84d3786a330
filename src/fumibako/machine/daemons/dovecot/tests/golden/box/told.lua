local has_sockets, unix = pcall(require, "socket.unix")
local pushd, shared = "/var/lib/fumibako/run/told/socket", "共有/"

local function tell(address)
  local socket = unix.dgram()
  socket:settimeout(0)
  if socket:connect(pushd) then
    socket:send(address)
  end
  socket:close()
end

-- A member changes what others see as well.
local function note(changed, event)
  if event.mailbox:sub(1, #shared) == shared then
    changed[event.mailbox:sub(#shared + 1):match("^[^/]*")] = true
  end
end

function dovecot_lua_notify_begin_txn(user)
  return { [user.username] = true }
end

dovecot_lua_notify_event_flags_set = note
dovecot_lua_notify_event_flags_clear = note
dovecot_lua_notify_event_message_expunge = note
dovecot_lua_notify_event_mailbox_create = note
dovecot_lua_notify_event_mailbox_delete = note
dovecot_lua_notify_event_mailbox_rename = note

function dovecot_lua_notify_end_txn(changed)
  if has_sockets then
    for address in pairs(changed) do
      pcall(tell, address)
    end
  end
end
