require ["date", "fileinto", "imap4flags", "mailbox", "relational", "vacation"];

if anyof (header :matches "subject" "請求 \\**", header :is "X-Mailer" "say \"no\" \\") {
  addflag "\\Seen";
}
if header :is "X-Mailer" "say \"no\" \\" {
  addflag "\\Flagged";
}
if anyof (header :matches "subject" "請求 \\**", header :is "X-Mailer" "say \"no\" \\") {
  fileinto :create "取引先/請求書";
}
if allof (not header :matches "X-Fumibako-Spam" ["yes *", "marked *", "delivered *"], currentdate :zone "+0900" :value "ge" "date" "2026-12-29", currentdate :zone "+0900" :value "le" "date" "2027-01-03") {
vacation :days 3 :subject "不在のお知らせ" :from "=?UTF-8?B?6Yi05pyoIOWkqumDjg==?= <suzuki@sample.example>" :addresses "eigyo@sample.example" text:
お世話になっております。
..
...鈴木
.
;
}
redirect "ichiro@elsewhere.example";
