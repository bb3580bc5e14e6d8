#pragma once
// Put before Dear ImGui's renderer: its questions about the state of WebGL go to gl_state.cpp.

#include <GLES3/gl3.h>

extern "C" void evenkeel_gl_state(GLenum name, GLint* values);
#define glGetIntegerv evenkeel_gl_state
