"""The script by which Dovecot tells pushd whose mailbox has changed (docs/decisions/0174)."""

from fumibako.machine.conf import Config
from fumibako.machine.state.mail.shared import PREFIX

PLUGINS = "mail_lua push_notification push_notification_lua"
SCRIPT = "told.lua"


def script(config: Config) -> str:
    """A datagram that nobody waits for: where pushd hangs, is gone, or its queue is full, the mail goes on. What the
    functions are called is Dovecot's; those of messages that arrive are missing, for with them it reads each mail."""
    return f"""\
local has_sockets, unix = pcall(require, "socket.unix")
local pushd, shared = "{config.told_socket}", "{PREFIX}/"

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
  return {{ [user.username] = true }}
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
"""
