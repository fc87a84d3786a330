// Passkeys: the browser is asked when the form is sent, and its answer goes along in a hidden field. Options and answers
// are JSON as WebAuthn level 3 writes it.

const told = (form, isFailed) => (form.querySelector("[data-passkey-failed]").hidden = !isFailed);

const registering = document.querySelector("[data-passkey-create]");
const isAble = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);
if (registering && isAble) {
  registering.addEventListener("submit", async (event) => {
    const answer = registering.elements.answer;
    if (answer.value || !registering.elements.name.value || !registering.elements.old.value) return;
    event.preventDefault();
    told(registering, false);
    const options = JSON.parse(registering.dataset.passkeyCreate);
    const publicKey = window.PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const key = await navigator.credentials.create({ publicKey }).catch(() => null);
    if (!key) return told(registering, true);
    answer.value = JSON.stringify(key.toJSON());
    registering.submit();
  });
}

const entering = document.querySelector("[data-passkey-get]");
const button = entering?.querySelector("[data-passkey]");
if (button && window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    told(entering, false);
    const options = JSON.parse(entering.dataset.passkeyGet);
    const publicKey = window.PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const key = await navigator.credentials.get({ publicKey }).catch(() => null);
    if (!key) return told(entering, true);
    entering.elements.passkey.value = JSON.stringify(key.toJSON());
    entering.submit();
  });
}
