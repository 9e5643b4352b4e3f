for (const form of document.querySelectorAll("form.roundup-sign-up")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = document.createElement("p");
    told.setAttribute("role", "status");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      const words = await answer.json();
      if (words.page) return form.submit();
      told.textContent = words.message;
      if (words.ok) form.replaceWith(told);
      else form.append(told);
    } catch {
      form.submit();
    }
  });
}
