require ["variables", "duplicate", "fileinto", "mailbox"];

if allof (header :matches "X-Fumibako-Scan" "*;*", duplicate :uniqueid "${1}" :seconds 604800) {
  discard;
  stop;
}
if header :matches "X-Fumibako-Spam" "yes *" {
  fileinto :create "Junk";
  stop;
}
