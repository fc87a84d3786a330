require ["variables", "duplicate", "fileinto", "mailbox"];

if allof (header :matches "X-Fumibako-Scan" "*;*", duplicate :uniqueid "${1}" :seconds 604800) {
  discard;
  stop;
}
if anyof (header :matches "X-Fumibako-Spam" "yes *", header :is "X-Fumibako-From" "ambiguous") {
  fileinto :create "Junk";
  stop;
}
