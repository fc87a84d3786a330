if not exists "X-Fumibako-Allowed" {
  if header :is "X-Mailer" "say \"no\" \\" {
    discard;
    stop;
  }
}
