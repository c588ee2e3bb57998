document.getElementById("main").textContent = document.title;
