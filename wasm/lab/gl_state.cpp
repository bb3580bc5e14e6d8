// What Dear ImGui's renderer asks of WebGL before each frame, to put it back afterwards: nobody else draws here, so it is answered
// without asking. In a browser each such question waits until the graphics process has done all its work: with drawing in software
// that was nine tenths of a processor.

#include <GLES3/gl3.h>

extern "C" void evenkeel_gl_state(GLenum name, GLint* values)
{
    switch (name) {
    case GL_ACTIVE_TEXTURE: *values = GL_TEXTURE0; return;
    case GL_BLEND_EQUATION_RGB:
    case GL_BLEND_EQUATION_ALPHA: *values = GL_FUNC_ADD; return;
    case GL_BLEND_SRC_RGB:
    case GL_BLEND_SRC_ALPHA: *values = GL_ONE; return;
    case GL_BLEND_DST_RGB:
    case GL_BLEND_DST_ALPHA:
    case GL_CURRENT_PROGRAM:
    case GL_TEXTURE_BINDING_2D:
    case GL_SAMPLER_BINDING:
    case GL_ARRAY_BUFFER_BINDING:
    case GL_ELEMENT_ARRAY_BUFFER_BINDING:
    case GL_VERTEX_ARRAY_BINDING: *values = 0; return;
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX:
        for (int i = 0; i < 4; ++i) values[i] = 0;
        return;
    default: glGetIntegerv(name, values);
    }
}
