# cmake -D FOLDER=site -D OUTPUT=embedded_assets.cpp -P embed.cmake
# Turns every file below FOLDER into a row of countersign::api::web::assets(). The page has to stay small, so style sheets
# and scripts lose indentation, blank lines, comments, line ends after an opening or before a closing or separating
# mark, and spaces around braces and operators; the texts of the page hold no braces or operators.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT files)

set(media_type_html "text/html; charset=utf-8")
set(media_type_css "text/css; charset=utf-8")
set(media_type_js "text/javascript; charset=utf-8")
set(media_type_svg "image/svg+xml")
set(media_type_png "image/png")

set(arrays "")
set(rows "")
set(number 0)
foreach(name IN LISTS files)
  string(REGEX REPLACE "^.*\\." "" extension ${name})
  if(NOT DEFINED media_type_${extension})
    message(FATAL_ERROR "no media type for ${name}: add one in embed.cmake")
  endif()
  if(name STREQUAL "index.html")
    set(path "/")
  else()
    set(path "/${name}")
  endif()
  set(source ${FOLDER}/${name})
  if(extension MATCHES "^(css|js)$")
    file(READ ${source} text)
    string(REGEX REPLACE "\n[ \t]+" "\n" text "\n${text}")
    string(REGEX REPLACE "\n//[^\n]*" "" text "${text}")
    string(REGEX REPLACE "; // [^\n]*" ";" text "${text}")
    string(REGEX REPLACE "\n\n+" "\n" text "${text}")
    string(REGEX REPLACE "^\n" "" text "${text}")
    if(extension STREQUAL "css")
      string(REGEX REPLACE "[ \n]*([{};,])[ \n]*" "\\1" text "${text}")
      string(REPLACE ": " ":" text "${text}")
      string(REGEX REPLACE "/\\*[^*]*\\*/\n?" "" text "${text}")
      string(REPLACE ";}" "}" text "${text}")
      string(REPLACE " > " ">" text "${text}")
      string(REGEX REPLACE "([ :,(-])0\\." "\\1." text "${text}")
    else()
      string(REGEX REPLACE " // [^\n]*" "" text "${text}")
      string(REGEX REPLACE "([A-Za-z0-9_$)}]) = " "\\1=" text "${text}")
      string(REGEX REPLACE " (=>|\\?|:|===|!==|&&|\\|\\||\\?\\?) " "\\1" text "${text}")
      string(REPLACE "{ " "{" text "${text}")
      string(REPLACE " }" "}" text "${text}")
      string(REPLACE " {" "{" text "${text}")
      string(REGEX REPLACE "(\n|[;{}])(if|for|while) \\(" "\\1\\2(" text "${text}")
      string(REGEX REPLACE "}[ \n]*(else|catch|finally|from)([ {(])" "}\\1\\2" text "${text}")
      string(REGEX REPLACE "([A-Za-z0-9.])\", " "\\1\"," text "${text}")
      string(REGEX REPLACE "([,({;])\n" "\\1" text "${text}")
      string(REGEX REPLACE "\n([])}?:.])" "\\1" text "${text}")
      string(REGEX REPLACE "([{,])([A-Za-z]+): " "\\1\\2:" text "${text}")
      string(REGEX REPLACE "\\), (h|said|code|link|sign|button|time)\\(" "),\\1(" text "${text}")
    endif()
    set(source ${OUTPUT}.part)
    file(WRITE ${source} "${text}")
  endif()
  file(READ ${source} hex HEX)
  file(SHA256 ${source} sha256)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr std::uint8_t file_${number}[] = {${bytes}};\n")
  string(APPEND rows
    "    {\"${path}\", \"${media_type_${extension}}\", \"\\\"${sha256}\\\"\", file_${number}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT} "// Made by api/web/embed.cmake from api/web/site.
#include \"api/web/assets.hpp\"

namespace countersign::api::web {
namespace {

${arrays}
constexpr Asset table[] = {
${rows}};

}  // namespace

std::span<const Asset> assets() noexcept { return table; }

}  // namespace countersign::api::web
")
